package org.blockwright.model;

import static com.google.common.collect.ImmutableList.toImmutableList;

import java.util.List;
import java.util.Map;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.ParameterSlice;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.Axpy;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adds factor / 2 * (sum of squares of the trained kernels) to the loss of each step, and factor *
 * kernel to the gradient before the optimizer's update.
 *
 * <p>DL4J's own L2 is wrong for depthwise and separable convolutions with a bias: the updater of
 * 1.0.0-M2.1 assumes that the bias is the last of their parameters, but it is the first in memory,
 * so the bias decays and part of the kernel does not.
 */
final class WeightDecay extends BaseTrainingListener {
  private final double factor;
  private final List<ParameterSlice> kernels;

  private WeightDecay(double factor, List<ParameterSlice> kernels) {
    this.factor = factor;
    this.kernels = kernels;
  }

  /** Adds the plan's weight decay to a graph for training. */
  static void apply(LoweredNetwork lowered, ComputationGraph training) {
    double factor = lowered.plan().weightDecay();
    if (factor > 0) {
      List<ParameterSlice> kernels =
          lowered.layers().stream()
              .filter(layer -> !layer.isFrozen())
              .flatMap(layer -> layer.parameters().stream())
              .filter(parameter -> parameter.kind().endsWith(Parameter.KERNEL))
              .flatMap(parameter -> parameter.slices().stream())
              .collect(toImmutableList());
      training.addListeners(new WeightDecay(factor, kernels));
    }
  }

  @Override
  public void onGradientCalculation(Model model) {
    ComputationGraph graph = (ComputationGraph) model;
    Map<String, INDArray> gradients = graph.gradient().gradientForVariable();
    // The gradient is still the sum over the batch. DL4J divides it by the batch size later.
    double ofSum = factor * graph.batchSize();
    double squares = 0;
    for (ParameterSlice slice : kernels) {
      INDArray kernel = slice.array(graph);
      INDArray gradient = gradients.get(slice.variable());
      Nd4j.exec(new Axpy(kernel, gradient, gradient, ofSum));
      double norm = kernel.norm2Number().doubleValue();
      squares += norm * norm;
    }
    graph.setScore(graph.score() + factor / 2 * squares);
  }
}
