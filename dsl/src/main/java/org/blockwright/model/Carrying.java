package org.blockwright.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Parameter;
import org.blockwright.dsl.lowering.Plan;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** A model of a new network, with the weights that other models have for some of its layers. */
final class Carrying {
  private Carrying() {}

  /**
   * A model to take weights from.
   *
   * @param kept vertices of the new network, with those of this model
   */
  record Source(Model model, Map<String, String> kept) {}

  static EditedModel carried(
      Network network, Provenance provenance, List<Source> sources, long seed) {
    Graph layers = network.graph();
    ComputationGraph graph = Graphs.blank(layers, Plan.inference());
    List<String> initialised = new ArrayList<>();
    Set<String> initial = new LinkedHashSet<>();
    for (Node node : layers.nodes()) {
      List<Parameter> parameters = layers.parameters(node);
      Optional<Source> source =
          sources.stream().filter(s -> s.kept().containsKey(node.name())).findFirst();
      if (source.isEmpty() && !parameters.isEmpty()) {
        initialised.add(node.name());
        initial.add(node.name());
      }
      source
          .filter(s -> s.model().newlyInitialized().contains(s.kept().get(node.name())))
          .ifPresent(s -> initial.add(node.name()));
      for (Parameter parameter : parameters) {
        float[] values =
            source
                .map(s -> s.model().get(s.kept().get(node.name()), parameter.kind()))
                .orElseGet(() -> Initial.values(seed, node, parameter));
        Graphs.put(graph, layers, node, parameter, values);
      }
    }
    return new EditedModel(new Model(network, provenance, graph, initial), initialised);
  }
}
