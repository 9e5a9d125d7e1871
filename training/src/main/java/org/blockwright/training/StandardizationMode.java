package org.blockwright.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the dense layer after a frozen backbone is trained on standardized features: mean 0 and
 * standard deviation 1 for each unit, over the unaugmented training images. Standardization is a
 * fixed affine step during training; it is folded into the layer's weights at the end, so that the
 * network is unchanged.
 */
public enum StandardizationMode {
  /**
   * On if there is a frozen backbone, no augmentation or dropout before its end, and the first
   * layer after it, except for dropout, is a newly initialized dense layer with a bias. Otherwise
   * off.
   */
  AUTO,
  /**
   * Always on; an error if there is no such dense layer. Augmentation and loaded weights are
   * allowed: the layer starts as the same function of the features.
   */
  ON,
  /** Always off. */
  OFF;

  /** Returns the value in files and flags: {@code auto}, {@code on} or {@code off}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the mode of a value in files and flags; empty if there is none. */
  public static Optional<StandardizationMode> of(String id) {
    return Arrays.stream(values()).filter(mode -> mode.id().equals(id)).findFirst();
  }

  /** Returns all values in files and flags. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(StandardizationMode::id).toList();
  }
}
