package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;

/**
 * What a weights file contains: every array with its values in figures, and the networks of the zoo
 * that it fits.
 *
 * <pre>{@code
 * try (WeightsFile file = WeightsFile.open(Path.of("unknown.h5"))) {
 *   WeightsInspection inspection = WeightsInspection.of(file);
 *   inspection.fits().forEach(System.out::println);
 * }
 * }</pre>
 *
 * @param arrays all arrays, in the order of the file
 * @param fits networks whose backbone the file fills completely; if there are none, those whose
 *     beginning it fills, the largest part first; empty if it fits none
 */
public record WeightsInspection(ImmutableList<Tensor> arrays, ImmutableList<Fit> fits) {
  /**
   * An array.
   *
   * @param type stored type of the values, such as {@code float32}
   * @param statistics empty for types that are not supported
   */
  public record Tensor(FileArray array, String type, Optional<Statistics> statistics) {}

  /**
   * Figures of the values of an array; NaN if a value is NaN.
   *
   * @param std population standard deviation
   */
  public record Statistics(double min, double max, double mean, double std) {
    static Statistics of(float[] values) {
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      double sum = 0;
      for (float value : values) {
        min = Math.min(min, value);
        max = Math.max(max, value);
        sum += value;
      }
      double mean = sum / values.length;
      double squares = 0;
      for (float value : values) {
        squares += (value - mean) * (value - mean);
      }
      return new Statistics(min, max, mean, Math.sqrt(squares / values.length));
    }
  }

  /**
   * A network that the file fits.
   *
   * @param layers number of layers with weights that are filled
   * @param withHead whether the network's original head for its original labels is filled, too
   * @param nextLayer first layer that the file does not fill; empty if the backbone is complete
   */
  public record Fit(String network, int layers, boolean withHead, Optional<String> nextLayer) {}

  /**
   * Reads all values of a file and compares it with the networks of the zoo.
   *
   * @throws WeightsException if an array is damaged
   */
  public static WeightsInspection of(WeightsFile file) {
    ImmutableList.Builder<Tensor> arrays = ImmutableList.builder();
    for (FileLayer layer : file.layers()) {
      for (FileArray array : layer.arrays()) {
        arrays.add(
            new Tensor(
                array,
                file.type(array),
                array.isFloat()
                    ? Optional.of(Statistics.of(file.readAny(array)))
                    : Optional.empty()));
      }
    }
    return new WeightsInspection(arrays.build(), fits(file.contents()));
  }

  private static ImmutableList<Fit> fits(FileContents contents) {
    List<Fit> all = new ArrayList<>();
    for (ZooModel model : Zoo.models()) {
      fit(contents, model).ifPresent(all::add);
    }
    boolean anyComplete = all.stream().anyMatch(fit -> fit.nextLayer().isEmpty());
    return all.stream()
        .filter(fit -> fit.nextLayer().isEmpty() == anyComplete)
        .sorted(Comparator.comparing(Fit::layers).reversed())
        .collect(ImmutableList.toImmutableList());
  }

  private static Optional<Fit> fit(FileContents contents, ZooModel model) {
    LayerGraph graph = model.network().graph();
    List<NetworkLayer> layers = Weights.weightedLayers(graph, graph);
    try {
      Pairing pairing =
          Pairing.pair(contents, model.name(), layers, PairingOptions.STRICT.allowPartial());
      long head = pairing.pairs().stream().filter(p -> p.networkLayer().inHead()).count();
      Optional<String> next =
          pairing.newlyInitialized().stream()
              .filter(layer -> !layer.inHead())
              .map(NetworkLayer::name)
              .findFirst();
      boolean withHead = head == layers.stream().filter(NetworkLayer::inHead).count();
      return Optional.of(new Fit(model.name(), pairing.pairs().size(), withHead, next));
    } catch (WeightsException e) {
      return Optional.empty();
    }
  }
}
