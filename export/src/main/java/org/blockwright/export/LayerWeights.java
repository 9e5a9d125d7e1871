package org.blockwright.export;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.model.Model;

/** The weights of a layer in the order of ONNX, with the batch norm that is folded in. */
final class LayerWeights {
  private final Model model;
  private final Node node;
  private final Optional<Node> norm;

  LayerWeights(Model model, Node node, Optional<Node> norm) {
    this.model = model;
    this.node = node;
    this.norm = norm;
  }

  /** A parameter as it is stored. */
  private static float[] of(Model model, Node node, String kind) {
    return model.getWeights(node.name(), kind);
  }

  Supplier<float[]> of(String kind) {
    return () -> of(model, node, kind);
  }

  /** Returns gamma of a batch norm; ones without it. */
  static Supplier<float[]> gamma(Model model, Node norm) {
    return () -> {
      if (((BatchNorm) norm.layer()).gamma()) {
        return of(model, norm, Parameter.GAMMA);
      }
      float[] ones = new float[norm.shape().channels()];
      Arrays.fill(ones, 1);
      return ones;
    };
  }

  /** Returns the factor of each channel in inference; empty if no batch norm is folded in. */
  private Optional<double[]> factors() {
    return norm.map(
        n -> {
          float[] gamma = gamma(model, n).get();
          float[] variance = of(model, n, Parameter.VARIANCE);
          double epsilon = ((BatchNorm) n.layer()).epsilon();
          double[] factors = new double[gamma.length];
          for (int i = 0; i < factors.length; i++) {
            factors[i] = gamma[i] / Math.sqrt(variance[i] + epsilon);
          }
          return factors;
        });
  }

  /**
   * Returns a kernel of height, width, input channels and outputs as one of outputs, input
   * channels, height and width.
   *
   * @param kind its name
   * @param pixels height times width
   * @param inputs number of input channels of a group
   * @param scaled whether a batch norm is folded into it
   */
  Supplier<float[]> kernel(String kind, int pixels, int inputs, boolean scaled) {
    return () -> {
      float[] values = of(model, node, kind);
      int outputs = values.length / pixels / inputs;
      float[] result = new float[values.length];
      int next = 0;
      for (int pixel = 0; pixel < pixels; pixel++) {
        for (int input = 0; input < inputs; input++) {
          for (int output = 0; output < outputs; output++) {
            result[(output * inputs + input) * pixels + pixel] = values[next++];
          }
        }
      }
      if (scaled) {
        factors().ifPresent(f -> scale(result, i -> f[i / (inputs * pixels)]));
      }
      return result;
    };
  }

  /**
   * Returns a kernel of height, width, channels and multiplier as one of outputs, 1, height and
   * width.
   */
  Supplier<float[]> depthwiseKernel(int pixels, boolean scaled) {
    // Each output of a channel is a filter of its own, in the order channel, multiplier.
    return kernel(Parameter.DEPTHWISE_KERNEL, pixels, 1, scaled);
  }

  /** Returns a matrix of input units and units. */
  Supplier<float[]> matrix(int units) {
    return () -> {
      float[] values = of(model, node, Parameter.KERNEL);
      factors().ifPresent(f -> scale(values, i -> f[i % units]));
      return values;
    };
  }

  /** Returns whether there is a bias, that of the layer or of the batch norm that is folded in. */
  boolean hasBias(boolean ofLayer) {
    return ofLayer || norm.isPresent();
  }

  /** Returns the bias, with that of the batch norm that is folded in. */
  Supplier<float[]> bias(boolean ofLayer) {
    return () -> {
      float[] bias = ofLayer ? of(model, node, Parameter.BIAS) : new float[node.shape().channels()];
      norm.ifPresent(
          n -> {
            double[] factors = factors().orElseThrow();
            float[] mean = of(model, n, Parameter.MEAN);
            float[] beta = of(model, n, Parameter.BETA);
            for (int i = 0; i < bias.length; i++) {
              bias[i] = (float) (((double) bias[i] - mean[i]) * factors[i] + beta[i]);
            }
          });
      return bias;
    };
  }

  /** The factor of a value. */
  private interface Factor {
    double of(int index);
  }

  private static void scale(float[] values, Factor factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor.of(i));
    }
  }
}
