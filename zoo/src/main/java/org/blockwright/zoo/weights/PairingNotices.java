package org.blockwright.zoo.weights;

import java.util.List;
import org.blockwright.zoo.weights.Pairing.How;

/** What a user should know about a pairing that works, one line each. */
final class PairingNotices {
  private PairingNotices() {}

  static List<String> how(How how, String file, String network) {
    return switch (how) {
      case NAME -> List.of();
      case OLDER_NAME ->
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

  static String otherHead(String file, String network, List<FileLayer> rest) {
    return "%s: the top %s is left out; the head of %s keeps its initial values there."
        .formatted(
            file, WeightsProblems.listed(rest.stream().map(FileLayer::name).toList()), network);
  }

  static String inner(String file, String network, List<String> layers) {
    return "%s does not tell where \"%s\" stands in the model; its layers %s were placed by their classes and shapes."
        .formatted(file, network.replaceAll("/$", ""), WeightsProblems.listed(layers));
  }

  static String headNotInFile(String file, String network, List<String> layers) {
    return "%s holds nothing for the head of %s: %s keep their initial values."
        .formatted(file, network, WeightsProblems.listed(layers));
  }

  static String beyond(String file, String network, List<String> layers) {
    return "%s: not used, since %s ends before: %s."
        .formatted(file, network, WeightsProblems.listed(layers));
  }

  static String preprocessing(String file, String network, List<String> layers) {
    return "%s: skipped, since they only prepare images: %s. Check that the preprocessing of %s does the same."
        .formatted(file, WeightsProblems.listed(layers), network);
  }
}
