package org.blockwright.weights;

import java.util.List;
import org.blockwright.base.NameSuggestions;
import org.blockwright.weights.Pairing.Strategy;

/** Every notice about a pairing that succeeds, one method each, one line each. */
final class PairingNotices {
  private PairingNotices() {}

  static List<String> strategy(Strategy strategy, String file, String network) {
    return switch (strategy) {
      case NAME -> List.of();
      case LEGACY_NAME ->
          List.of(
              "%s uses layer names of an older Keras release; they were translated."
                  .formatted(file));
      case STRUCTURE ->
          List.of(
              "%s was matched to %s by the structure of its model: layers with the same inputs and outputs."
                  .formatted(file, network));
      case POSITION -> List.of("%s was matched to %s by layer order.".formatted(file, network));
    };
  }

  static String endsEarly(String file, String last, String network, String next) {
    return "%s ends at \"%s\"; %s keeps its initial values from \"%s\" on."
        .formatted(file, last, network, next);
  }

  static String headSkipped(String file, String network, List<FileLayer> rest) {
    return "%s: skipped head layers: %s. Head layers of %s without weights keep their initial values."
        .formatted(
            file,
            WeightsProblems.formatNames(rest.stream().map(FileLayer::name).toList()),
            network);
  }

  static String matchedByShape(String file, String nestedModel, List<String> layers) {
    return "%s does not contain the position of \"%s\" in the model; its layers %s were matched by class and shape."
        .formatted(file, nestedModel.replaceAll("/$", ""), WeightsProblems.formatNames(layers));
  }

  static String headNotInFile(String file, String network, List<String> layers) {
    return "%s contains no weights for the head of %s; these layers keep their initial values: %s."
        .formatted(file, network, WeightsProblems.formatNames(layers));
  }

  static String unusedAfterCut(String file, String network, List<String> layers) {
    return "%s: skipped layers after the end of %s: %s."
        .formatted(file, network, WeightsProblems.formatNames(layers));
  }

  /**
   * @param differences one per layer: its name, the activation in the file and that of the network
   */
  static String otherActivations(String file, String network, List<String> differences) {
    return "%s was saved from a model with other activations than %s: after %s. Predictions differ from those of that model; change the network, or train it."
        .formatted(file, network, NameSuggestions.listed(differences));
  }

  static String preprocessing(String file, String network, List<String> layers) {
    return "%s: skipped preprocessing layers: %s. Check that the preprocessing of %s does the same."
        .formatted(file, WeightsProblems.formatNames(layers), network);
  }
}
