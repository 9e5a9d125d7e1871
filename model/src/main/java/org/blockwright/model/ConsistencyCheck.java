package org.blockwright.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.lowering.LoweredLayer;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.LoweredParameter;
import org.blockwright.model.lowering.ParameterSlice;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Verifies that the description and the DL4J configuration in a model file are of the same network.
 * Normally lowering the description gives exactly the configuration. If it does not, because
 * another version saved the file, both compute the outputs for one random example, which must
 * agree. Needed for files without {@link Checksums}.
 */
final class ConsistencyCheck {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final float TOLERANCE = 1e-4f;

  private ConsistencyCheck() {}

  /**
   * Requires that a graph has an array of the right size for every parameter of a network.
   *
   * @throws IOException with the reason
   */
  static void requireParameters(LoweredNetwork lowered, ComputationGraph graph) throws IOException {
    for (LoweredLayer layer : lowered.layers()) {
      for (LoweredParameter parameter : layer.parameters()) {
        if (size(parameter, graph) != parameter.parameter().size()) {
          throw new IOException(ModelProblems.missingParameters(layer.name()));
        }
      }
    }
  }

  /** The number of values that a graph has for a parameter; 0 for a missing array. */
  private static long size(LoweredParameter parameter, ComputationGraph graph) {
    long size = 0;
    for (ParameterSlice slice : parameter.slices()) {
      GraphVertex vertex = graph.getVertex(slice.vertex());
      Map<String, INDArray> table =
          vertex == null || !vertex.hasLayer() ? Map.of() : vertex.getLayer().paramTable();
      size += table.containsKey(slice.key()) ? table.get(slice.key()).length() : 0;
    }
    return size;
  }

  /**
   * Requires that a graph computes what a network describes. Takes seconds for large networks.
   *
   * @param lowered the network, lowered for inference
   * @param json configuration of the graph, as stored in the file
   * @throws IOException with the reason, if they differ
   */
  static void requireSameNetwork(
      Network network, LoweredNetwork lowered, ComputationGraph graph, String json)
      throws IOException {
    ComputationGraphConfiguration expected = lowered.configuration();
    if (!JSON.readTree(expected.toJson()).equals(JSON.readTree(json))) {
      requireSameOutputs(network, expected, graph);
    }
  }

  private static void requireSameOutputs(
      Network network, ComputationGraphConfiguration configuration, ComputationGraph graph)
      throws IOException {
    if (ComputationGraphs.parameterCount(configuration) != graph.numParams()) {
      throw new IOException(ModelProblems.differentNetworks());
    }
    INDArray[] example =
        network.inputs().stream().map(ConsistencyCheck::example).toArray(INDArray[]::new);
    List<float[]> expected;
    ComputationGraph loweredGraph = ComputationGraphs.of(configuration, graph.params().dup());
    try {
      expected = outputs(loweredGraph, example);
    } finally {
      GraphMemory.close(loweredGraph);
    }
    List<float[]> actual;
    try {
      actual = outputs(graph, example);
    } catch (RuntimeException e) {
      throw new IOException(ModelProblems.differentNetworks(), e);
    }
    if (!allClose(expected, actual)) {
      throw new IOException(ModelProblems.differentNetworks());
    }
  }

  private static INDArray example(Input input) {
    Shape shape = input.shape();
    SplitMix64 random = new SplitMix64(input.name().hashCode());
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return Nd4j.create(values, Layout.batchShape(1, shape), 'c');
  }

  private static List<float[]> outputs(ComputationGraph graph, INDArray[] example) {
    try (Executor executor = Executors.reference(graph)) {
      List<float[]> all = new ArrayList<>();
      for (INDArray output : executor.output(example)) {
        all.add(output.dup('c').reshape(output.length()).toFloatVector());
      }
      return all;
    }
  }

  private static boolean allClose(List<float[]> expected, List<float[]> actual) {
    if (expected.size() != actual.size()) {
      return false;
    }
    for (int output = 0; output < expected.size(); output++) {
      float[] a = expected.get(output);
      float[] b = actual.get(output);
      if (a.length != b.length) {
        return false;
      }
      for (int i = 0; i < a.length; i++) {
        boolean same = a[i] == b[i] || Float.isNaN(a[i]) && Float.isNaN(b[i]);
        if (!same && !(Math.abs(a[i] - b[i]) <= TOLERANCE * Math.max(1, Math.abs(a[i])))) {
          return false;
        }
      }
    }
    return true;
  }
}
