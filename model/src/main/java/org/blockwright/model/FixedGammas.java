package org.blockwright.model;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import org.blockwright.model.lowering.Constraint;
import org.blockwright.model.lowering.LoweredNetwork;
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
  private final ImmutableList<String> variables;

  private FixedGammas(List<String> variables) {
    this.variables = ImmutableList.copyOf(variables);
  }

  /** Adds the constraint to a graph for training. */
  static void apply(LoweredNetwork lowered, ComputationGraph training) {
    List<String> variables =
        lowered.layers().stream()
            .filter(layer -> !layer.isFrozen())
            .flatMap(layer -> layer.constraints().stream())
            .filter(constraint -> constraint.kind() == Constraint.Kind.FIXED_AT_ONE)
            .map(constraint -> constraint.slice().variable())
            .collect(toImmutableList());
    if (!variables.isEmpty()) {
      training.addListeners(new FixedGammas(variables));
    }
  }

  @Override
  public void onGradientCalculation(Model model) {
    Map<String, INDArray> gradients = model.gradient().gradientForVariable();
    variables.forEach(variable -> gradients.get(variable).assign(0));
  }
}
