package org.blockwright.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A subset of a {@link Split}. */
public enum Subset {
  TRAINING("train"),
  VALIDATION("validation"),
  TEST("test");

  private final String id;

  Subset(String id) {
    this.id = id;
  }

  /** The name in files and messages: {@code train}, {@code validation} or {@code test}. */
  public String id() {
    return id;
  }

  /** The subset with an {@link #id()}; empty if there is none. */
  public static Optional<Subset> of(String id) {
    return Arrays.stream(values()).filter(subset -> subset.id.equals(id)).findFirst();
  }

  /**
   * The subset that a cell of a CSV file or a folder means: an {@link #id()} or another common
   * name, such as {@code training} or {@code val}; empty if there is none.
   */
  public static Optional<Subset> ofName(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "train", "training" -> Optional.of(TRAINING);
      case "validation", "valid", "val", "dev" -> Optional.of(VALIDATION);
      case "test", "testing" -> Optional.of(TEST);
      default -> Optional.empty();
    };
  }

  /** {@link #id()}. */
  @Override
  public String toString() {
    return id;
  }
}
