package org.blockwright.engine;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Multiset;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A forward pass in inference mode that computes correct activations of all vertices.
 *
 * <p>DL4J's own {@code feedForward(x, false)} does not: in inference mode an {@code
 * ActivationLayer} works in place, so that later consumers of the same vertex get the activated
 * values. Here each vertex gets a copy of an input that is still needed, and arrays are freed after
 * their last use.
 */
final class VertexwiseForward {
  private final ComputationGraph graph;
  private final INDArray[] inputs;
  private final Set<String> requested;
  private final Set<String> required = new HashSet<>();
  private final Multiset<String> pendingConsumers = HashMultiset.create();
  private final Map<String, INDArray> values = new HashMap<>();
  private String currentVertex = "";

  VertexwiseForward(ComputationGraph graph, INDArray[] inputs, Collection<String> requested) {
    this.graph = graph;
    this.inputs = inputs;
    this.requested = ImmutableSet.copyOf(requested);
    Deque<String> queue = new ArrayDeque<>(this.requested);
    while (!queue.isEmpty()) {
      String name = queue.pop();
      if (required.add(name)) {
        pendingConsumers.addAll(inputNames(name));
        queue.addAll(inputNames(name));
      }
    }
  }

  /** Returns the vertex that is running or ran last; empty before the first. */
  String currentVertex() {
    return currentVertex;
  }

  /**
   * Returns the activations of the requested vertices, in order; the arrays belong to the caller.
   */
  Map<String, INDArray> run() {
    List<String> names = graph.getConfiguration().getNetworkInputs();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), inputs[i]);
    }
    graph.setInputs(inputs);
    try {
      for (int index : graph.topologicalSortOrder()) {
        GraphVertex vertex = graph.getVertices()[index];
        if (required.contains(vertex.getVertexName()) && !vertex.isInputVertex()) {
          run(vertex);
        }
      }
      Map<String, INDArray> result = new LinkedHashMap<>();
      for (String name : requested) {
        INDArray value = values.get(name);
        result.put(name, names.contains(name) || value.isView() ? value.dup() : value);
      }
      return result;
    } finally {
      Arrays.stream(graph.getVertices()).forEach(GraphVertex::clear);
      graph.clear();
    }
  }

  private void run(GraphVertex vertex) {
    currentVertex = vertex.getVertexName();
    List<String> names = inputNames(currentVertex);
    INDArray[] arrays = new INDArray[names.size()];
    for (int k = 0; k < arrays.length; k++) {
      arrays[k] = writableInput(names.get(k));
      vertex.setInput(k, arrays[k], LayerWorkspaceMgr.noWorkspaces());
    }
    INDArray value = vertex.doForward(false, LayerWorkspaceMgr.noWorkspaces());
    vertex.clear();
    values.put(currentVertex, value);
    for (INDArray input : arrays) {
      if (!sharesMemory(input, value)) {
        input.close();
      }
    }
  }

  /** Returns an array that the consumer may change: no copy if it is the last consumer. */
  private INDArray writableInput(String name) {
    pendingConsumers.remove(name);
    boolean last = !pendingConsumers.contains(name) && !requested.contains(name);
    return last && !inputNames(name).isEmpty() ? values.remove(name) : values.get(name).dup();
  }

  private List<String> inputNames(String name) {
    return graph.getConfiguration().getVertexInputs().getOrDefault(name, List.of());
  }

  /** Returns whether closing {@code a} may free memory of {@code b}. */
  static boolean sharesMemory(INDArray a, INDArray b) {
    return b.isView() || rootBuffer(a) == rootBuffer(b);
  }

  private static DataBuffer rootBuffer(INDArray array) {
    DataBuffer original = array.data().originalDataBuffer();
    return original == null ? array.data() : original;
  }
}
