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

/**
 * What parameters are before training: a function of the seed and the layer's name alone, so that a
 * layer starts equal whatever stands around it. Kernels are uniform, by He et al. (2015) before a
 * function that rectifies, else by Glorot and Bengio (2010); gamma and variance are 1, all else 0.
 */
final class WeightInitializer {
  private WeightInitializer() {}

  static float[] initialValues(long seed, Node node, Parameter parameter) {
    float[] values = new float[Math.toIntExact(parameter.size())];
    switch (parameter.kind()) {
      case Parameter.KERNEL, Parameter.DEPTHWISE_KERNEL, Parameter.POINTWISE_KERNEL -> {
        double bound = bound(node.layer(), parameter);
        SplitMix64 draws = Seeds.random("weights", seed, node.name(), parameter.kind());
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) draws.nextDouble(-bound, bound);
        }
      }
      case Parameter.GAMMA, Parameter.VARIANCE -> Arrays.fill(values, 1);
      default -> {
        // zeros
      }
    }
    return values;
  }

  private static double bound(Layer layer, Parameter kernel) {
    List<Integer> shape = kernel.shape();
    double window = shape.size() == 4 ? (double) shape.get(0) * shape.get(1) : 1;
    double in = shape.get(shape.size() - 2);
    double out = shape.get(shape.size() - 1);
    // Each output of a depthwise convolution sees one channel.
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
