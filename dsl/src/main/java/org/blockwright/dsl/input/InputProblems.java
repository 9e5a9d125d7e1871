package org.blockwright.dsl.input;

import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.check.Problem.Kind;

/** Problems with preprocessing and augmentation. */
final class InputProblems {
  private InputProblems() {}

  static Problem invalidPreprocessing(String name, Object mean, Object std, double scale) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "preprocessing \"%s\": mean and std need one finite value for each channel (or one for all), and neither std nor scale can be 0, got mean %s, std %s, scale %s."
            .formatted(name, mean, std, scale));
  }

  static Problem invalidPreprocessingText(String text) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "\"%s\" is not a preprocessing: use tf, caffe, torch, none, or its parts, for instance order=BGR,scale=1,mean=103.939:116.779:123.68,std=1."
            .formatted(text));
  }

  static Problem needsImages(Object input) {
    return Problem.of(
        Kind.INPUT_SHAPE,
        "",
        "augmentation needs images (height x width x channels), got an input of %s units. Remove the augmentation, or use an input of images."
            .formatted(input));
  }

  static Problem cropLargerThanInput(int height, int width, Object input) {
    return Problem.of(
        Kind.INPUT_SHAPE,
        "",
        "randomCrop(%s, %s) needs images of at least this size, got %s. Use a larger input or a smaller crop."
            .formatted(height, width, input));
  }
}
