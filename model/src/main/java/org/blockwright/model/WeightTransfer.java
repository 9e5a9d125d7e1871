package org.blockwright.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.Node;
import org.blockwright.model.lowering.LoweredLayer;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.LoweredParameter;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.ParameterLayout;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Creates a model for a network, with weights of other models for some of its layers. */
final class WeightTransfer {
  private WeightTransfer() {}

  /**
   * A model to copy weights from.
   *
   * @param layers vertex names in this model, by vertex name in the new network
   */
  record Source(Model model, Map<String, String> layers) {}

  static EditedModel transfer(
      Network network, Provenance provenance, List<Source> sources, long seed) {
    LoweredNetwork lowered = Lowering.lower(network.graph(), TrainingPlan.inference(network));
    ComputationGraph graph = ComputationGraphs.createZeroed(lowered);
    List<String> withoutSource = new ArrayList<>();
    Set<String> newlyInitialized = new LinkedHashSet<>();
    for (LoweredLayer layer : lowered.layers()) {
      Node node = layer.node();
      Optional<Source> source =
          sources.stream().filter(s -> s.layers().containsKey(node.name())).findFirst();
      if (source.isEmpty() && !layer.parameters().isEmpty()) {
        withoutSource.add(node.name());
        newlyInitialized.add(node.name());
      }
      source
          .filter(s -> s.model().newlyInitialized().contains(s.layers().get(node.name())))
          .ifPresent(s -> newlyInitialized.add(node.name()));
      for (LoweredParameter parameter : layer.parameters()) {
        if (source.isPresent()) {
          Source s = source.get();
          ParameterLayout.write(
              graph,
              parameter,
              s.model().getWeights(s.layers().get(node.name()), parameter.kind()));
        } else {
          ParameterLayout.write(
              graph, parameter, WeightInitializer.initialValues(seed, node, parameter.parameter()));
        }
      }
    }
    Model model = new Model(network, provenance, lowered, graph, newlyInitialized);
    return new EditedModel(model, withoutSource);
  }
}
