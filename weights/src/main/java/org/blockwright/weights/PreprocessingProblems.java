package org.blockwright.weights;

import java.util.List;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;

/** Messages about the choice of the preprocessing, one line each. */
final class PreprocessingProblems {
  private PreprocessingProblems() {}

  static String assumed(String network) {
    return "%s: no preprocessing is set; assuming %s."
        .formatted(network, text(Preprocessing.DEFAULT));
  }

  static String assumed(String network, List<String> files) {
    return "%s: no preprocessing is set, and none is known for %s; assuming %s. If the weights need another one, set it with --preprocessing."
        .formatted(network, String.join(", ", files), text(Preprocessing.DEFAULT));
  }

  static String assumedAsOf(
      String network, List<String> unknown, String known, Preprocessing chosen) {
    return "%s: no preprocessing is known for %s; using %s, which %s needs. If the weights need another one, set the preprocessing of each tower before merging, so that each has its own input."
        .formatted(network, String.join(", ", unknown), text(chosen), known);
  }

  static String unknown(String file) {
    return "%s: no preprocessing is set, and none is known for this file. Set the one that its weights need, for instance caffe for those of the VGG group."
        .formatted(file);
  }

  static String replaced(String origin, Preprocessing own, Preprocessing chosen) {
    return "%s has the preprocessing %s; it is replaced by %s, as set."
        .formatted(origin, text(own), text(chosen));
  }

  static String otherSize(String file, Shape trained, String network, Shape own) {
    return "%s was trained with images of %sx%s, but %s has %sx%s. For the size of the training set --input %sx%sx%s."
        .formatted(
            file,
            trained.height(),
            trained.width(),
            network,
            own.height(),
            own.width(),
            trained.height(),
            trained.width(),
            own.channels());
  }

  static String descriptionDiffers(
      String file, Preprocessing needed, String network, Preprocessing own) {
    return "%s needs the preprocessing %s, but %s has %s, from its description, a saved model or weights that were loaded before. Remove it there, or set the right one with --preprocessing, in Java with loadWeights(file, preprocessing)."
        .formatted(file, text(needed), network, text(own));
  }

  static String filesDiffer(
      String network, String first, Preprocessing one, String second, Preprocessing other) {
    return "%s: %s needs the preprocessing %s and %s needs %s, but both are for the same input. Set the preprocessing of each tower before merging, so that each has its own input."
        .formatted(network, first, text(one), second, text(other));
  }

  private static String text(Preprocessing preprocessing) {
    return Preprocessing.KNOWN.contains(preprocessing)
        ? "%s (%s)".formatted(preprocessing.name(), preprocessing.description())
        : preprocessing.text();
  }
}
