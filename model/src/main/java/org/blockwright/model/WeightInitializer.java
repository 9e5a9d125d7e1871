package org.blockwright.model;

import java.util.Arrays;
import java.util.List;
import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.DepthwiseConv;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.model.lowering.ParameterLayout.ValueSequence;

/**
 * Initial values of parameters. They depend only on the seed, the layer name and the kind of
 * parameter, so a layer starts with the same weights in every network. Kernels are uniform: He et
 * al. (2015) if the activation is a rectifier, else Glorot and Bengio (2010). Gamma and variance
 * are 1, all others 0.
 */
final class WeightInitializer {
  private WeightInitializer() {}

  static ValueSequence initialValues(long seed, Node node, Parameter parameter) {
    return switch (parameter.kind()) {
      case Parameter.KERNEL, Parameter.DEPTHWISE_KERNEL, Parameter.POINTWISE_KERNEL ->
          kernel(seed, node, parameter);
      case Parameter.GAMMA, Parameter.VARIANCE -> (values, count) -> Arrays.fill(values, 1);
      default -> (values, count) -> Arrays.fill(values, 0);
    };
  }

  private static ValueSequence kernel(long seed, Node node, Parameter parameter) {
    double bound = bound(node.layer(), parameter);
    SplitMix64 draws = Seeds.random("weights", seed, node.name(), parameter.kind());
    return (values, count) -> {
      for (int i = 0; i < count; i++) {
        values[i] = (float) draws.nextDouble(-bound, bound);
      }
    };
  }

  private static double bound(Layer layer, Parameter kernel) {
    List<Integer> shape = kernel.shape();
    double window = shape.size() == 4 ? (double) shape.get(0) * shape.get(1) : 1;
    double in = shape.get(shape.size() - 2);
    double out = shape.get(shape.size() - 1);
    // Each output channel of a depthwise convolution depends on one input channel.
    boolean depthwise = kernel.kind().equals(Parameter.DEPTHWISE_KERNEL);
    double fanIn = depthwise ? window : window * in;
    double fanOut = window * out;
    return activation(layer).isRectifier() ? Math.sqrt(6 / fanIn) : Math.sqrt(6 / (fanIn + fanOut));
  }

  private static Activation activation(Layer layer) {
    if (layer instanceof Conv conv) {
      return conv.activation();
    }
    if (layer instanceof DepthwiseConv conv) {
      return conv.activation();
    }
    if (layer instanceof SeparableConv conv) {
      return conv.activation();
    }
    return layer instanceof Dense dense ? dense.activation() : Activation.LINEAR;
  }
}
