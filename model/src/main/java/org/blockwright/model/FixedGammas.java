package org.blockwright.model;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.BatchNorm;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Keeps gamma at 1 for batch norms without gamma, by setting its gradient to 0 before each update.
 * DL4J can lock gamma only together with beta, and 1.0.0-M2.1 never passes {@code constrainGamma}
 * to the layer.
 */
final class FixedGammas extends BaseTrainingListener {
  private final List<String> variables;

  private FixedGammas(List<String> variables) {
    this.variables = variables;
  }

  /** Adds the constraint to a graph for training. */
  static void apply(LayerGraph layers, ComputationGraph training) {
    List<String> variables =
        layers.nodes().stream()
            .filter(node -> node.layer() instanceof BatchNorm norm && !norm.gamma())
            .map(Node::name)
            .map(name -> name + "_gamma")
            .collect(ImmutableList.toImmutableList());
    if (!variables.isEmpty()) {
      training.addListeners(new FixedGammas(variables));
    }
  }

  @Override
  public void onGradientCalculation(Model model) {
    Map<String, INDArray> gradients = model.gradient().gradientForVariable();
    // A frozen batch norm has no gradient.
    variables.stream().filter(gradients::containsKey).forEach(v -> gradients.get(v).assign(0));
  }
}
