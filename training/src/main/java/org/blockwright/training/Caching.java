package org.blockwright.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the features of a frozen backbone are computed once and cached. This changes how long
 * training takes, never what is trained.
 */
public enum Caching {
  /** Cached in memory or in temporary files if there is room and nothing random comes before. */
  AUTO,
  /** Computed anew in every epoch. */
  OFF;

  /** The word in files and flags: {@code auto} or {@code off}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mode of this word; empty if there is none. */
  public static Optional<Caching> of(String word) {
    return Arrays.stream(values()).filter(mode -> mode.id().equals(word)).findFirst();
  }

  /** All words. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Caching::id).toList();
  }
}
