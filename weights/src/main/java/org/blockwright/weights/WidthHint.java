package org.blockwright.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.weights.Pairing.Pair;

/** Recognizes a file of the same network with a different width, Keras's {@code alpha}. */
final class WidthHint {
  /** Widths are rounded, to a multiple of 8 in some networks. */
  private static final double TOLERANCE = 0.15;

  private WidthHint() {}

  /** Returns advice if most layers of the file are wider or narrower by the same factor. */
  static Optional<String> of(List<Pair> pairs) {
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
            "Its layers are %s times as wide: it was saved with alpha=%s. Use weights with alpha=1.0, or build the network with the same alpha."
                .formatted(number(median), number(median)));
  }

  private static String number(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio).replaceAll("0$", "");
  }
}
