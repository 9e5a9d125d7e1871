package org.blockwright.model;

import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.model.lowering.LoweredLayer;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.LoweredParameter;
import org.blockwright.model.lowering.LoweringProblems;
import org.blockwright.model.lowering.ParameterLayout;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The weights of the layers and blocks of a {@link Model}, in Keras's layout. An executor of the
 * graph has to be reloaded after weights have been set.
 *
 * @param newlyInitialized names of the layers whose weights were neither loaded nor trained
 */
record ModelWeights(
    Network network,
    LoweredNetwork lowered,
    ComputationGraph graph,
    LinkedHashSet<String> newlyInitialized) {

  static ModelWeights of(
      Network network,
      LoweredNetwork lowered,
      ComputationGraph graph,
      Set<String> newlyInitialized) {
    return new ModelWeights(network, lowered, graph, new LinkedHashSet<>(newlyInitialized));
  }

  Map<String, List<Parameter>> parameters() {
    Map<String, List<Parameter>> all = new LinkedHashMap<>();
    for (Node node : network.graph().nodes()) {
      List<Parameter> parameters = network.graph().parameters(node);
      if (!parameters.isEmpty()) {
        all.put(node.name(), parameters);
      }
    }
    return all;
  }

  float[] get(String layer, String kind) {
    return ParameterLayout.read(graph, parameter(lowered.layer(layer), kind));
  }

  void set(String layer, String kind, float[] values, List<Integer> shape) {
    LoweredLayer loweredLayer = lowered.layer(layer);
    LoweredParameter location = parameter(loweredLayer, kind);
    Parameter parameter = location.parameter();
    if (!parameter.shape().equals(shape) || values.length != parameter.size()) {
      throw new WeightsException(
          LoweringProblems.wrongShape(layer, kind, parameter.shape(), shape));
    }
    if (!FiniteCheck.allFinite(values)) {
      throw new WeightsException(ModelProblems.notFinite(network.name(), layer, kind));
    }
    ParameterLayout.write(graph, location, values);
    newlyInitialized.remove(loweredLayer.name());
  }

  private static LoweredParameter parameter(LoweredLayer layer, String kind) {
    return layer
        .parameter(kind)
        .orElseThrow(
            () ->
                new WeightsException(
                    LoweringProblems.unknownParameter(
                        layer.name(),
                        kind,
                        layer.parameters().stream().map(LoweredParameter::kind).toList())));
  }

  BlockWeights block(String name) {
    String block = network.path(name);
    return new BlockWeights(block, arrays(block));
  }

  private List<BlockWeights.Array> arrays(String block) {
    List<BlockWeights.Array> arrays = new ArrayList<>();
    for (LoweredLayer layer : lowered.layers()) {
      String path = layer.node().path();
      if (path.equals(block) || path.startsWith(block + "/")) {
        String within = path.substring(Math.min(path.length(), block.length() + 1));
        for (LoweredParameter location : layer.parameters()) {
          Parameter p = location.parameter();
          float[] values = ParameterLayout.read(graph, location);
          arrays.add(new BlockWeights.Array(within, p.kind(), p.shape(), values));
        }
      }
    }
    return arrays;
  }

  void setBlock(String name, BlockWeights weights) {
    String block = network.path(name);
    Map<String, BlockWeights.Array> given = weights.arrays();
    Map<String, BlockWeights.Array> expected = new BlockWeights(block, arrays(block)).arrays();
    List<String> differences = ModelProblems.differences(given, expected);
    if (!differences.isEmpty()) {
      throw new WeightsException(
          ModelProblems.differentBlockStructure(
              network.name(),
              block,
              weights.source(),
              differences,
              Sets.union(given.keySet(), expected.keySet()).size()));
    }
    for (BlockWeights.Array array : given.values()) {
      String layer = array.layer().isEmpty() ? block : block + "/" + array.layer();
      set(layer, array.kind(), array.values(), array.shape());
    }
  }

  /** Copies the weights of layers with the same name and parameter shapes; returns their names. */
  Set<String> copyTo(ModelWeights other, Predicate<Node> filter) {
    LayerGraph source = network.graph();
    LayerGraph target = other.network.graph();
    Set<String> copied = new LinkedHashSet<>();
    for (Node node : target.nodes()) {
      List<Parameter> parameters = target.parameters(node);
      boolean same =
          !parameters.isEmpty()
              && filter.test(node)
              && source.contains(node.name())
              && source.parameters(source.node(node.name())).equals(parameters);
      if (same) {
        parameters.forEach(
            p -> other.set(node.name(), p.kind(), get(node.name(), p.kind()), p.shape()));
        if (newlyInitialized.contains(node.name())) {
          other.newlyInitialized.add(node.name());
        }
        copied.add(node.name());
      }
    }
    return copied;
  }
}
