package org.blockwright.weights;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockwright.weights.Pairing.Pair;

/**
 * Compares the activations after matched layers with those in the model that the file was saved
 * from. Weights say nothing about activations: without this comparison a network with another one
 * loads them and predicts something else.
 */
final class ActivationDifferences {
  /** Activations that a Keras model may leave to its loss ({@code from_logits=True}). */
  private static final Set<String> PART_OF_LOSS = Set.of("softmax", "sigmoid");

  private static final String NONE = "none";

  private ActivationDifferences() {}

  /**
   * Returns a notice if activations differ; empty if none does, or if the file does not contain the
   * configuration of its model.
   */
  static Optional<String> notice(PairingInput input, List<Pair> pairs) {
    Optional<Structure> network = input.structure();
    Optional<Structure> model = input.file().modelConfig().flatMap(KerasStructure::of);
    if (network.isEmpty() || model.isEmpty()) {
      return Optional.empty();
    }
    Set<String> compared = comparedLayers(network.get(), input);
    List<String> differences = new ArrayList<>();
    for (Pair pair : pairs) {
      String layer = pair.networkLayer().name();
      String path = pair.fileLayer().path();
      if (compared.contains(layer) && model.get().contains(path)) {
        difference(network.get().operationsAfter(layer), model.get().operationsAfter(path))
            .ifPresent(difference -> differences.add("\"%s\" %s".formatted(layer, difference)));
      }
    }
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(
            PairingNotices.otherActivations(input.file().file(), input.network(), differences));
  }

  /**
   * Returns the layers of the head, and those of the backbone that another one of the backbone
   * follows: a network may be cut between its last layer and the activation.
   */
  private static Set<String> comparedLayers(Structure network, PairingInput input) {
    Set<String> names = new HashSet<>();
    for (NetworkLayer layer : input.layers()) {
      if (network.contains(layer.name())) {
        names.addAll(layer.inHead() ? Set.of(layer.name()) : network.weightedBefore(layer.name()));
      }
    }
    return names;
  }

  private static Optional<String> difference(List<String> network, List<String> model) {
    Map<Boolean, List<String>> ours = byActivation(network);
    Map<Boolean, List<String>> theirs = byActivation(model);
    String expected = names(ours.get(true));
    String got = names(theirs.get(true));
    boolean comparable = ours.get(false).equals(theirs.get(false));
    boolean partOfLoss = got.equals(NONE) && PART_OF_LOSS.contains(expected);
    return expected.equals(got) || !comparable || partOfLoss
        ? Optional.empty()
        : Optional.of("%s (here %s)".formatted(got, expected));
  }

  private static Map<Boolean, List<String>> byActivation(List<String> labels) {
    return labels.stream()
        .collect(Collectors.partitioningBy(label -> label.startsWith(Structure.ACTIVATION)));
  }

  private static String names(List<String> activations) {
    return activations.isEmpty()
        ? NONE
        : activations.stream()
            .map(label -> label.substring(Structure.ACTIVATION.length()))
            .collect(Collectors.joining(", "));
  }
}
