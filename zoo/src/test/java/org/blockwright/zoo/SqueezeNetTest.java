package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Activations;
import org.blockwright.model.Model;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares SqueezeNet, which has no golden file, with a reference implementation in loops over
 * doubles, after torchvision's squeezenet1_1, for the same weights and input.
 */
class SqueezeNetTest {
  /** In units of a layer's standard deviation. */
  private static final double TOLERANCE = 2e-4;

  /** A feature map; values in the order height, width, channel. */
  private record FeatureMap(int height, int width, int channels, double[] values) {
    static FeatureMap of(int height, int width, int channels) {
      return new FeatureMap(height, width, channels, new double[height * width * channels]);
    }

    int offset(int y, int x) {
      return (y * width + x) * channels;
    }

    boolean contains(int y, int x) {
      return y >= 0 && y < height && x >= 0 && x < width;
    }
  }

  /** At 35x35 the pooling layers have 17, 8 and 4 input rows and round up twice; at 40x40 once. */
  @ParameterizedTest
  @ValueSource(strings = {"35x35", "40x40", "17x52"})
  void everyLayerMatchesReferenceImplementation(String size) {
    String[] parts = size.split("x");
    Shape input = Shape.of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), 3);
    Network network = SqueezeNet.squeezenet(input, GoldenFiles.labels(7));
    try (Model model = Model.create(network, 1)) {
      FormulaTensors.fill(model, 2);
      INDArray batch = FormulaTensors.input(1, input);
      Map<String, FeatureMap> expected = new LinkedHashMap<>();
      new ReferenceNetwork(model, expected).run(featureMap(batch, input));

      Activations activations = model.activations(batch, expected.keySet());

      expected.forEach((layer, map) -> compare(layer, activations.get(layer), map));
      assertThat(expected).hasSize(3 + 1 + 8 * 4 + 3);
    }
  }

  private static FeatureMap featureMap(INDArray batch, Shape shape) {
    double[] memory = batch.dup('c').data().asDouble();
    FeatureMap map = FeatureMap.of(shape.height(), shape.width(), shape.channels());
    int plane = shape.height() * shape.width();
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < shape.channels(); c++) {
        map.values[i * shape.channels() + c] = memory[c * plane + i];
      }
    }
    return map;
  }

  private static void compare(String layer, INDArray actual, FeatureMap expected) {
    double[] values = actual.dup('c').data().asDouble();
    assertThat(values).as(layer).hasSameSizeAs(expected.values);
    double mean = 0;
    double squares = 0;
    for (double v : expected.values) {
      mean += v / values.length;
      squares += v * v / values.length;
    }
    double allowed = TOLERANCE * Math.sqrt(squares - mean * mean) + 1e-6;
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).as(layer + " at " + i).isCloseTo(expected.values[i], within(allowed));
    }
  }

  /** The reference implementation. */
  private record ReferenceNetwork(Model model, Map<String, FeatureMap> layers) {
    void run(FeatureMap input) {
      FeatureMap x = pool("pool1", conv("conv1", input, 3, 2, 0));
      x = pool("pool2", fire(3, fire(2, x)));
      x = pool("pool3", fire(5, fire(4, x)));
      x = fire(9, fire(8, fire(7, fire(6, x))));
      softmax("prob", globalAverage("pool10", conv("conv10", x, 1, 1, 0)));
    }

    private FeatureMap store(String name, FeatureMap map) {
      layers.put(name, map);
      return map;
    }

    private FeatureMap fire(int i, FeatureMap input) {
      FeatureMap squeeze = conv("fire" + i + "_squeeze", input, 1, 1, 0);
      FeatureMap expand1 = conv("fire" + i + "_expand1x1", squeeze, 1, 1, 0);
      FeatureMap expand3 = conv("fire" + i + "_expand3x3", squeeze, 3, 1, 1);
      int channels = expand1.channels + expand3.channels;
      FeatureMap concat = FeatureMap.of(input.height, input.width, channels);
      for (int k = 0; k < input.height * input.width; k++) {
        System.arraycopy(
            expand1.values, k * expand1.channels, concat.values, k * channels, expand1.channels);
        System.arraycopy(
            expand3.values,
            k * expand3.channels,
            concat.values,
            k * channels + expand1.channels,
            expand3.channels);
      }
      return store("fire" + i + "_concat", concat);
    }

    /** A convolution with ReLU; kernels have the order height, width, in, out. */
    private FeatureMap conv(String name, FeatureMap in, int k, int stride, int pad) {
      float[] kernel = model.getWeights(name, Parameter.KERNEL);
      float[] bias = model.getWeights(name, Parameter.BIAS);
      int n = bias.length;
      FeatureMap out =
          FeatureMap.of(
              (in.height + 2 * pad - k) / stride + 1, (in.width + 2 * pad - k) / stride + 1, n);
      for (int y = 0; y < out.height; y++) {
        for (int x = 0; x < out.width; x++) {
          for (int f = 0; f < n; f++) {
            double sum = bias[f];
            for (int dy = 0; dy < k; dy++) {
              for (int dx = 0; dx < k; dx++) {
                int row = y * stride - pad + dy;
                int column = x * stride - pad + dx;
                for (int c = 0; in.contains(row, column) && c < in.channels; c++) {
                  sum +=
                      in.values[in.offset(row, column) + c]
                          * kernel[((dy * k + dx) * in.channels + c) * n + f];
                }
              }
            }
            out.values[out.offset(y, x) + f] = Math.max(sum, 0);
          }
        }
      }
      return store(name, out);
    }

    /** Max pooling, 3x3 with stride 2, rounding up. */
    private FeatureMap pool(String name, FeatureMap in) {
      FeatureMap out = FeatureMap.of(outputSize(in.height), outputSize(in.width), in.channels);
      for (int y = 0; y < out.height; y++) {
        for (int x = 0; x < out.width; x++) {
          for (int c = 0; c < in.channels; c++) {
            double best = Double.NEGATIVE_INFINITY;
            for (int row = 2 * y; row < Math.min(2 * y + 3, in.height); row++) {
              for (int column = 2 * x; column < Math.min(2 * x + 3, in.width); column++) {
                best = Math.max(best, in.values[in.offset(row, column) + c]);
              }
            }
            out.values[out.offset(y, x) + c] = best;
          }
        }
      }
      return store(name, out);
    }

    private static int outputSize(int size) {
      return (int) Math.ceil((size - 3) / 2.0) + 1;
    }

    private FeatureMap globalAverage(String name, FeatureMap in) {
      FeatureMap out = FeatureMap.of(1, 1, in.channels);
      for (int i = 0; i < in.values.length; i++) {
        out.values[i % in.channels] += in.values[i] / (in.height * in.width);
      }
      return store(name, out);
    }

    private void softmax(String name, FeatureMap in) {
      List<Double> exps = new ArrayList<>();
      for (double v : in.values) {
        exps.add(Math.exp(v));
      }
      double sum = exps.stream().mapToDouble(e -> e).sum();
      store(
          name,
          new FeatureMap(1, 1, in.channels, exps.stream().mapToDouble(e -> e / sum).toArray()));
    }
  }
}
