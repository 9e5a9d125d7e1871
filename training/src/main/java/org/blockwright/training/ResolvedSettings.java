package org.blockwright.training;

/**
 * The settings of a {@link Trainer} for a given model. Defaults depend on the other settings, the
 * network and which of its layers are newly initialized, never on memory, threads or caching.
 *
 * @param epochs maximum number of epochs; by default 30, or 200 if the features of a frozen
 *     backbone are the same in every epoch
 * @param patience number of epochs without improvement after which training stops, 0 for never; by
 *     default 5, or 20 if the features of a frozen backbone are the same in every epoch
 * @param standardize whether the dense layer after the backbone is trained on standardized features
 * @param standardizeTargets {@code ON} if the output layers of regression outputs are trained on
 *     standardized targets, {@code OFF} if none is, {@code AUTO} if only some of several are
 * @param weightDecay the factor of the L2 regularization: of half the sum of the squared kernel
 *     weights of all trained layers; by default 0.01 if {@code standardize}, else 0. Of a head that
 *     is solved to convergence it is that of scikit-learn's {@code LogisticRegression}, 1 / N for N
 *     training images, or 2 / N for a softmax of two units
 */
public record ResolvedSettings(
    int epochs,
    int patience,
    boolean standardize,
    StandardizationMode standardizeTargets,
    double weightDecay) {}
