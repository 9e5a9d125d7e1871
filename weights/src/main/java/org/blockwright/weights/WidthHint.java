package org.blockwright.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.weights.Pairing.Pair;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;

/** Recognizes a file of the same network with a different width, Keras's {@code alpha}. */
final class WidthHint {
  /** Widths are rounded, to a multiple of 8 in some networks. */
  private static final double TOLERANCE = 0.15;

  private WidthHint() {}

  /**
   * Returns advice if the file fits another width of the network, or if most of its layers are
   * wider or narrower by the same factor.
   *
   * @param network name of the network
   * @param pairs layers of the backbone and of the file
   */
  static Optional<String> of(String network, List<Pair> pairs) {
    return fittingWidth(network, pairs).or(() -> factor(pairs));
  }

  private static Optional<String> fittingWidth(String network, List<Pair> pairs) {
    return Zoo.find(network)
        .flatMap(
            model ->
                Zoo.widths(model).stream()
                    .filter(other -> !other.equals(model) && fits(other, pairs))
                    .findFirst()
                    .map(
                        other ->
                            "The file fits %s (alpha=%s). Use that network, or weights with alpha=%s."
                                .formatted(other.name(), other.alpha(), model.alpha())));
  }

  private static boolean fits(ZooModel model, List<Pair> pairs) {
    LayerGraph graph = model.network().graph();
    Map<String, NetworkLayer> layers = new HashMap<>();
    Weights.weightedLayers(graph, graph).forEach(layer -> layers.put(layer.name(), layer));
    return pairs.stream()
        .allMatch(
            pair -> {
              NetworkLayer layer = layers.get(pair.networkLayer().name());
              return layer != null && TensorMismatch.fits(layer, pair.fileLayer());
            });
  }

  private static Optional<String> factor(List<Pair> pairs) {
    List<Double> ratios = new ArrayList<>();
    for (Pair pair : pairs) {
      List<Integer> ours = pair.networkLayer().tensors().get(0).shape();
      List<Integer> theirs = pair.fileLayer().arrays().get(0).shape();
      if (ours.size() != theirs.size()) {
        return Optional.empty();
      }
      // In depthwise kernels the channels precede the multiplier.
      int axis = pair.networkLayer().kind().equals("DepthwiseConv2D") ? 2 : ours.size() - 1;
      ratios.add((double) theirs.get(axis) / ours.get(axis));
    }
    double median = ratios.stream().sorted().skip(ratios.size() / 2).findFirst().orElse(1.0);
    long similar =
        ratios.stream().filter(ratio -> Math.abs(ratio / median - 1) < TOLERANCE).count();
    return Math.abs(median - 1) < TOLERANCE || 2 * similar <= ratios.size()
        ? Optional.empty()
        : Optional.of(
            "Its layers are %s times as wide: it was saved with another alpha (width). Use weights of the same width, or build the network with the alpha of the file."
                .formatted(number(median)));
  }

  private static String number(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio).replaceAll("0$", "");
  }
}
