package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Parameter;
import org.blockwright.dsl.Shape;
import org.blockwright.model.Activations;
import org.blockwright.model.Model;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * SqueezeNet has no golden file. It is computed a second time here, in loops over doubles after
 * torchvision's squeezenet1_1, from the same weights and the same input.
 */
class SqueezeNetTest {
  /** Of a layer's standard deviation. */
  private static final double TOLERANCE = 2e-4;

  /** Numbers of a map in the order height, width, channel. */
  private record Image(int height, int width, int channels, double[] values) {
    static Image of(int height, int width, int channels) {
      return new Image(height, width, channels, new double[height * width * channels]);
    }

    int at(int y, int x) {
      return (y * width + x) * channels;
    }

    boolean holds(int y, int x) {
      return y >= 0 && y < height && x >= 0 && x < width;
    }
  }

  /** At 35 a pool sees 17, 8 and 4 rows: two of the three times it must round up; at 40 once. */
  @ParameterizedTest
  @ValueSource(strings = {"35x35", "40x40", "17x52"})
  void everyLayerGivesWhatASecondImplementationGives(String size) {
    String[] sides = size.split("x");
    Shape input = Shape.of(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), 3);
    Network network = SqueezeNet.squeezenet(input, Golden.labels(7));
    try (Model model = Model.initialized(network, 1)) {
      Formula.fill(model, 2);
      INDArray batch = Formula.input(1, input);
      Map<String, Image> expected = new LinkedHashMap<>();
      new Second(model, expected).run(image(batch, input));

      Activations inner = model.activations(batch, expected.keySet());

      expected.forEach((layer, image) -> compare(layer, inner.get(layer), image));
      assertThat(expected).hasSize(3 + 1 + 8 * 4 + 3);
    }
  }

  private static Image image(INDArray batch, Shape shape) {
    double[] memory = batch.dup('c').data().asDouble();
    Image image = Image.of(shape.height(), shape.width(), shape.channels());
    int plane = shape.height() * shape.width();
    for (int place = 0; place < plane; place++) {
      for (int c = 0; c < shape.channels(); c++) {
        image.values[place * shape.channels() + c] = memory[c * plane + place];
      }
    }
    return image;
  }

  private static void compare(String layer, INDArray actual, Image expected) {
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

  /** The network in loops. */
  private record Second(Model model, Map<String, Image> layers) {
    void run(Image input) {
      Image at = pool("pool1", conv("conv1", input, 3, 2, 0));
      at = pool("pool2", fire(3, fire(2, at)));
      at = pool("pool3", fire(5, fire(4, at)));
      at = fire(9, fire(8, fire(7, fire(6, at))));
      softmax("prob", mean("pool10", conv("conv10", at, 1, 1, 0)));
    }

    private Image kept(String name, Image image) {
      layers.put(name, image);
      return image;
    }

    private Image fire(int i, Image input) {
      Image narrow = conv("fire" + i + "_squeeze", input, 1, 1, 0);
      Image one = conv("fire" + i + "_expand1x1", narrow, 1, 1, 0);
      Image three = conv("fire" + i + "_expand3x3", narrow, 3, 1, 1);
      Image both = Image.of(input.height, input.width, one.channels + three.channels);
      for (int place = 0; place < input.height * input.width; place++) {
        System.arraycopy(
            one.values, place * one.channels, both.values, place * both.channels, one.channels);
        System.arraycopy(
            three.values,
            place * three.channels,
            both.values,
            place * both.channels + one.channels,
            three.channels);
      }
      return kept("fire" + i + "_concat", both);
    }

    /** A convolution and its relu; kernels lie as height, width, in, out. */
    private Image conv(String name, Image in, int k, int stride, int pad) {
      float[] kernel = model.get(name, Parameter.KERNEL);
      float[] bias = model.get(name, Parameter.BIAS);
      int n = bias.length;
      Image out =
          Image.of(
              (in.height + 2 * pad - k) / stride + 1, (in.width + 2 * pad - k) / stride + 1, n);
      for (int y = 0; y < out.height; y++) {
        for (int x = 0; x < out.width; x++) {
          for (int f = 0; f < n; f++) {
            double sum = bias[f];
            for (int dy = 0; dy < k; dy++) {
              for (int dx = 0; dx < k; dx++) {
                int row = y * stride - pad + dy;
                int column = x * stride - pad + dx;
                for (int c = 0; in.holds(row, column) && c < in.channels; c++) {
                  sum +=
                      in.values[in.at(row, column) + c]
                          * kernel[((dy * k + dx) * in.channels + c) * n + f];
                }
              }
            }
            out.values[out.at(y, x) + f] = Math.max(sum, 0);
          }
        }
      }
      return kept(name, out);
    }

    /** Windows of three by two, and one more where a value would be left over. */
    private Image pool(String name, Image in) {
      Image out = Image.of(places(in.height), places(in.width), in.channels);
      for (int y = 0; y < out.height; y++) {
        for (int x = 0; x < out.width; x++) {
          for (int c = 0; c < in.channels; c++) {
            double best = Double.NEGATIVE_INFINITY;
            for (int row = 2 * y; row < Math.min(2 * y + 3, in.height); row++) {
              for (int column = 2 * x; column < Math.min(2 * x + 3, in.width); column++) {
                best = Math.max(best, in.values[in.at(row, column) + c]);
              }
            }
            out.values[out.at(y, x) + c] = best;
          }
        }
      }
      return kept(name, out);
    }

    private static int places(int side) {
      return (int) Math.ceil((side - 3) / 2.0) + 1;
    }

    private Image mean(String name, Image in) {
      Image out = Image.of(1, 1, in.channels);
      for (int i = 0; i < in.values.length; i++) {
        out.values[i % in.channels] += in.values[i] / (in.height * in.width);
      }
      return kept(name, out);
    }

    private void softmax(String name, Image in) {
      List<Double> powers = new ArrayList<>();
      for (double v : in.values) {
        powers.add(Math.exp(v));
      }
      double sum = powers.stream().mapToDouble(p -> p).sum();
      kept(name, new Image(1, 1, in.channels, powers.stream().mapToDouble(p -> p / sum).toArray()));
    }
  }
}
