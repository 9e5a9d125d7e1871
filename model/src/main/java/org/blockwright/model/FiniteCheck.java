package org.blockwright.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.NotFiniteException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Finds NaN and infinite values in weights and outputs. */
final class FiniteCheck {
  private FiniteCheck() {}

  /** Returns whether all values are finite. */
  static boolean allFinite(float... values) {
    // Sums of finite floats stay finite in double.
    double sum = 0;
    for (float value : values) {
      sum += Math.abs(value);
    }
    return Double.isFinite(sum);
  }

  /** Returns the first array with a non-finite value, as {@code layer/array}. */
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
   * Requires that all outputs of a layer are finite.
   *
   * @throws NotFiniteException with the rows that contain a non-finite value
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

  /** Fast check. May return false for finite values if only their sum overflows. */
  private static boolean isFiniteFast(INDArray array) {
    return Double.isFinite(array.norm1Number().doubleValue());
  }

  private static float[] values(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
