package org.blockwright.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.NotFiniteException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Finds NaN and infinite numbers in weights and in outputs. */
final class FiniteCheck {
  private FiniteCheck() {}

  /** Whether no value is NaN or infinite. */
  static boolean allFinite(float... values) {
    // Sums of finite floats stay finite in double.
    double sum = 0;
    for (float value : values) {
      sum += Math.abs(value);
    }
    return Double.isFinite(sum);
  }

  /** The first layer of a graph that holds such a number, as {@code layer/array}. */
  static Optional<String> firstNonFiniteArray(ComputationGraph graph) {
    if (graph.numParams() == 0 || isFiniteFast(graph.params())) {
      return Optional.empty();
    }
    for (Layer layer : graph.getLayers()) {
      for (Map.Entry<String, INDArray> array : layer.paramTable().entrySet()) {
        if (!allFinite(values(array.getValue()))) {
          return Optional.of(layer.conf().getLayer().getLayerName() + "/" + array.getKey());
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Checks an output.
   *
   * @throws NotFiniteException with the rows that hold such a number
   */
  static void requireFiniteRows(String network, String layer, INDArray output) {
    if (output.isEmpty() || isFiniteFast(output)) {
      return;
    }
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < output.size(0); row++) {
      if (!allFinite(values(output.slice(row)))) {
        rows.add(row);
      }
    }
    if (!rows.isEmpty()) {
      throw new NotFiniteException(
          ModelProblems.outputNotFinite(network, layer, rows), layer, rows);
    }
  }

  /** Fast; where it denies, the sum of the values may be too large alone. */
  private static boolean isFiniteFast(INDArray array) {
    return Double.isFinite(array.norm1Number().doubleValue());
  }

  private static float[] values(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
