package org.blockwright.data;

import java.util.Arrays;
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

  /** {@link #id()}. */
  @Override
  public String toString() {
    return id;
  }
}
