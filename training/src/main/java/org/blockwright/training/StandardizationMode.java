package org.blockwright.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the dense layer after a frozen backbone is trained on standardized features: mean 0 and
 * standard deviation 1, unit by unit, over the unaugmented training images. This is a fixed affine
 * step while training; it is folded into the layer's weights at the end, so that the network stays
 * the one described.
 */
public enum StandardizationMode {
  /**
   * On if the backbone is frozen, no augmentation or dropout comes before its end, and the first
   * trained layer after it is a newly initialized dense layer with a bias, with nothing but dropout
   * between. Else off.
   */
  AUTO,
  /**
   * Always; an error if there is no such dense layer. Augmentation and loaded weights are allowed:
   * the layer starts as the same function of the features.
   */
  ON,
  /** Never. */
  OFF;

  /** The word in files and flags: {@code auto}, {@code on} or {@code off}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mode of this word; empty if there is none. */
  public static Optional<StandardizationMode> of(String word) {
    return Arrays.stream(values()).filter(mode -> mode.id().equals(word)).findFirst();
  }

  /** All words. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(StandardizationMode::id).toList();
  }
}
