package org.blockwright.training.features;

/** The messages of kept features. */
final class FeatureProblems {
  private FeatureProblems() {}

  static String stopped() {
    return "stopped before the first epoch, while the features of the frozen beginning were computed: there is no model yet.";
  }
}
