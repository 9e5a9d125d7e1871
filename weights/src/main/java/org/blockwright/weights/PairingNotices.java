package org.blockwright.weights;

import java.util.List;
import org.blockwright.weights.Pairing.Strategy;

/** What a user should know about a pairing that works, one line each. */
final class PairingNotices {
  private PairingNotices() {}

  static List<String> strategy(Strategy how, String file, String network) {
    return switch (how) {
      case NAME -> List.of();
      case LEGACY_NAME ->
          List.of(
              "%s has the layer names of an older release; they were translated.".formatted(file));
      case STRUCTURE ->
          List.of(
              "%s was paired with %s by the model that it holds: layers with the same inputs and outputs."
                  .formatted(file, network));
      case POSITION ->
          List.of("%s was paired with %s by the order of the layers.".formatted(file, network));
    };
  }

  static String endsEarly(String file, String last, String network, String next) {
    return "%s ends at \"%s\"; %s keeps its initial values from \"%s\" on."
        .formatted(file, last, network, next);
  }

  static String headSkipped(String file, String network, List<FileLayer> rest) {
    return "%s: the top %s is left out; the head of %s keeps its initial values there."
        .formatted(
            file,
            WeightsProblems.formatNames(rest.stream().map(FileLayer::name).toList()),
            network);
  }

  static String placedByShape(String file, String network, List<String> layers) {
    return "%s does not tell where \"%s\" stands in the model; its layers %s were placed by their classes and shapes."
        .formatted(file, network.replaceAll("/$", ""), WeightsProblems.formatNames(layers));
  }

  static String headNotInFile(String file, String network, List<String> layers) {
    return "%s holds nothing for the head of %s: %s keep their initial values."
        .formatted(file, network, WeightsProblems.formatNames(layers));
  }

  static String unusedAfterCut(String file, String network, List<String> layers) {
    return "%s: not used, since %s ends before: %s."
        .formatted(file, network, WeightsProblems.formatNames(layers));
  }

  static String preprocessing(String file, String network, List<String> layers) {
    return "%s: skipped, since they only prepare images: %s. Check that the preprocessing of %s does the same."
        .formatted(file, WeightsProblems.formatNames(layers), network);
  }
}
