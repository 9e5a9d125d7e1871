package org.blockwright.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the features of a frozen backbone are computed once and cached. This changes the duration
 * of the training, never the result.
 */
public enum Caching {
  /**
   * Cached in memory or in temporary files, if there is enough space and no augmentation or dropout
   * before the end of the backbone.
   */
  AUTO,
  /** Computed again in every epoch. */
  OFF;

  /** Returns the value in files and flags: {@code auto} or {@code off}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the mode of a value in files and flags; empty if there is none. */
  public static Optional<Caching> of(String id) {
    return Arrays.stream(values()).filter(mode -> mode.id().equals(id)).findFirst();
  }

  /** Returns all values in files and flags. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Caching::id).toList();
  }
}
