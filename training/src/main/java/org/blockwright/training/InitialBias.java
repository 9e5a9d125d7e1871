package org.blockwright.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the bias of a newly initialized output layer starts, if the layer is dense and trained on a
 * cross-entropy. Outputs of a regression start at the mean of the targets by standardized targets
 * instead, see {@link Trainer#standardizeTargets}.
 */
public enum InitialBias {
  /**
   * At the frequencies of the classes or labels of the training images, as the loss counts them:
   * after weights of images, classes and labels, label smoothing and {@link Sampling}. Without
   * features, this bias has the smallest training loss, so that training starts with what
   * distinguishes images, and not with the frequencies, for which a small learning rate needs many
   * steps. A softmax gets ln p minus its mean over the classes, 0 for equal frequencies; a sigmoid
   * ln(p / (1 - p)).
   */
  PRIOR,
  /** At 0, as in Keras. */
  ZERO;

  /** Returns the value in files and flags: {@code prior} or {@code zero}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the mode of a value in files and flags; empty if there is none. */
  public static Optional<InitialBias> of(String id) {
    return Arrays.stream(values()).filter(mode -> mode.id().equals(id)).findFirst();
  }

  /** Returns all values in files and flags. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(InitialBias::id).toList();
  }
}
