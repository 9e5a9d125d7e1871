package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.separableConv;
import static org.blockwright.dsl.Layers.zeroPad;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.blockwright.base.UsageException;
import org.blockwright.base.WeightsException;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Merge;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network for grayscale images with the weights of a color network. */
class GrayscaleKernelTest {
  private static final PairingOptions SUM =
      PairingOptions.STRICT.convertToGrayscale(GrayscaleKernel.SUM);

  /** The first convolution of the networks below has 3x3 windows, a stride of 2 and 5 filters. */
  private static final int FILTERS = 5;

  @TempDir Path folder;

  /** Random weights with biases and statistics that are not 0 or 1, as in a trained network. */
  private static Model trained(Network network) {
    Model model = Model.create(network, 3);
    Random random = new Random(5);
    model
        .parameters()
        .forEach(
            (layer, parameters) ->
                parameters.stream()
                    .filter(parameter -> parameter.shape().size() == 1)
                    .forEach(
                        parameter -> {
                          float[] values = new float[(int) parameter.size()];
                          for (int i = 0; i < values.length; i++) {
                            values[i] = 0.5f + random.nextFloat();
                          }
                          model.setWeights(layer, parameter.kind(), values, parameter.shape());
                        }));
    return model;
  }

  /** Saves the weights of the color network and loads them into one for grayscale images. */
  private Model converted(Model color, PairingOptions options) {
    Shape shape = color.network().input();
    Path file = folder.resolve("color.h5");
    Weights.save(color, file, true);
    Network gray = color.network().input(Shape.of(shape.height(), shape.width(), 1));
    Model model = Model.create(gray, 4);
    try (WeightsFile weights = WeightsFile.open(file)) {
      Pairing pairing = Weights.load(model, weights, options);
      assertThat(pairing.newlyInitialized()).isEmpty();
      assertThat(pairing.pairs().get(0).networkLayer().tensors().get(0).shape().get(2)).isOne();
    }
    return model;
  }

  /** The same gray image, preprocessed for the network: once, or three times. */
  private static INDArray image(Network network) {
    Shape shape = network.input();
    Image image =
        Image.of(shape.height(), shape.width(), 1, randomBytes(shape.height() * shape.width()));
    return Nd4j.create(
        ImagePreprocessor.of(network).preprocess(image), Layout.batchShape(1, shape), 'c');
  }

  static byte[] randomBytes(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static INDArray activations(Model model, String layer) {
    return model.activations(image(model.network()), List.of(layer)).get(layer);
  }

  /** Padding, and an offset that goes to the bias or to the batch norm. */
  private static Network padded(Preprocessing preprocessing, boolean bias) {
    var first = conv(FILTERS, 3).stride(2).valid();
    return Network.named("net")
        .input(12, 10, 3)
        .group(
            "stem",
            zeroPad(1).named("pad"),
            (bias ? first : first.noBias()).named("first"),
            batchNorm().named("norm"),
            relu().named("out"))
        .preprocessing(preprocessing);
  }

  private static double largestDifference(INDArray a, INDArray b) {
    assertThat(a.shape()).isEqualTo(b.shape());
    return a.sub(b).amaxNumber().doubleValue() / b.stdNumber(false).doubleValue();
  }

  /** SqueezeNet (torch) and Xception (tf) start without padding; MobileNet (tf) pads. */
  @ParameterizedTest
  @CsvSource({
    "squeezenet, torch, fire3_concat",
    "xception, tf, block1_conv2_act",
    "mobilenet, tf, conv_pw_13_relu"
  })
  void sumEqualsColorNetworkOnGrayImages(String name, String preprocessing, String layer) {
    Preprocessing images = Preprocessing.parse(preprocessing);
    try (Model color = trained(Zoo.get(name).tiny().preprocessing(images));
        Model gray = converted(color, SUM)) {
      assertThat(gray.network().preprocessing()).isEqualTo(images);
      assertThat(largestDifference(activations(gray, layer), activations(color, layer)))
          .isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @CsvSource({"CAFFE, true", "CAFFE, false", "TORCH, true", "TORCH, false"})
  void sumDiffersOnlyWhereWindowsContainPaddingAndByTheStatedAmount(
      String preprocessing, boolean bias) {
    Preprocessing images =
        preprocessing.equals("CAFFE") ? Preprocessing.CAFFE : Preprocessing.TORCH;
    try (Model color = trained(padded(images, bias));
        Model gray = converted(color, SUM)) {
      INDArray expected = activations(color, "norm");
      INDArray actual = activations(gray, "norm");
      double tolerance = 1e-5 * expected.stdNumber(false).doubleValue();
      double largest = 0;
      for (int y = 0; y < 6; y++) {
        for (int x = 0; x < 5; x++) {
          for (int filter = 0; filter < FILTERS; filter++) {
            double difference =
                actual.getDouble(0, y, x, filter) - expected.getDouble(0, y, x, filter);
            double stated =
                paddingPart(color, filter, y == 0, x == 0, false) * normFactor(color, filter);
            double bound =
                paddingPart(color, filter, y == 0, x == 0, true) * normFactor(color, filter);
            assertThat(difference).isCloseTo(stated, within(tolerance));
            assertThat(Math.abs(difference)).isLessThanOrEqualTo(bound + tolerance);
            largest = Math.max(largest, Math.abs(difference));
          }
        }
      }
      assertThat(largest).isGreaterThan(100 * tolerance);
    }
  }

  /**
   * The sum of the Javadoc; with padding of 1 on each side and stride 2, only at the top and left.
   */
  private static double paddingPart(
      Model color, int filter, boolean top, boolean left, boolean absolute) {
    double[] means = {103.939, 116.779, 123.68};
    double[] stds = {1, 1, 1};
    if (color.network().preprocessing().equals(Preprocessing.TORCH)) {
      means = new double[] {0.485, 0.456, 0.406};
      stds = new double[] {0.229, 0.224, 0.225};
    }
    double average = (means[0] + means[1] + means[2]) / 3;
    float[] kernel = color.getWeights("first", "kernel");
    double sum = 0;
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 3; x++) {
        if ((top && y == 0) || (left && x == 0)) {
          for (int c = 0; c < 3; c++) {
            double term =
                kernel[((y * 3 + x) * 3 + c) * FILTERS + filter] * (average - means[c]) / stds[c];
            sum += absolute ? Math.abs(term) : term;
          }
        }
      }
    }
    return sum;
  }

  private static double normFactor(Model color, int filter) {
    return color.getWeights("norm", "gamma")[filter]
        / Math.sqrt(color.getWeights("norm", "moving_variance")[filter] + 1e-3);
  }

  @Test
  void lumaIsTheWeightedSumInTheOrderOfThePreprocessingAndKeepsTheBias() {
    try (Model color = trained(padded(Preprocessing.CAFFE, true));
        Model gray =
            converted(color, PairingOptions.STRICT.convertToGrayscale(GrayscaleKernel.LUMA))) {
      float[] bgr = color.getWeights("first", "kernel");
      float[] kernel = gray.getWeights("first", "kernel");
      for (int i = 0; i < 9; i++) {
        double expected =
            0.1140 * bgr[i * 3 * FILTERS]
                + 0.5870 * bgr[(i * 3 + 1) * FILTERS]
                + 0.2989 * bgr[(i * 3 + 2) * FILTERS];
        assertThat((double) kernel[i * FILTERS]).isCloseTo(expected, within(1e-6));
      }
      assertThat(gray.getWeights("first", "bias")).isEqualTo(color.getWeights("first", "bias"));
      assertThat(gray.getWeights("norm", "moving_mean"))
          .isEqualTo(color.getWeights("norm", "moving_mean"));
    }
  }

  @Test
  void everyTowerIsConverted() {
    Network left = padded(Preprocessing.CAFFE, true);
    Network both =
        Merge.named("both")
            .prefixed()
            .tower("a", left, "out")
            .tower("b", left, "out")
            .network(concat().named("all"));
    try (Model color = trained(both);
        Model gray = converted(color, SUM)) {
      INDArray expected = activations(color, "all");
      INDArray actual = activations(gray, "all");
      for (int channel = 0; channel < 2 * FILTERS; channel++) {
        assertThat(actual.getDouble(0, 3, 2, channel))
            .isCloseTo(expected.getDouble(0, 3, 2, channel), within(1e-3));
      }
    }
  }

  @Test
  void kernelForOneChannelIsUsedAsItIs() {
    Network network = padded(Preprocessing.TORCH, false).input(Shape.of(12, 10, 1));
    Path file = folder.resolve("gray.h5");
    try (Model saved = trained(network);
        Model model = Model.create(network, 9)) {
      Weights.save(saved, file, true);
      try (WeightsFile weights = WeightsFile.open(file)) {
        Weights.load(model, weights, SUM);
      }
      assertThat(model.getBlockWeights("stem")).isEqualTo(saved.getBlockWeights("stem"));
    }
  }

  @Test
  void withoutTheOptionColorKernelsAreRejected() {
    try (Model color = trained(padded(Preprocessing.TF, true))) {
      assertThatThrownBy(() -> converted(color, PairingOptions.STRICT))
          .isInstanceOf(WeightsException.class)
          .hasMessageEndingWith(
              "the network's input has 1. Use --input HxWx3, or --gray-kernel sum.");
    }
  }

  private void assertRejected(Network network, Model color, String message) {
    Path file = folder.resolve("color.h5");
    Weights.save(color, file, true);
    try (Model model = Model.create(network, 1);
        WeightsFile weights = WeightsFile.open(file)) {
      assertThatThrownBy(() -> Weights.load(model, weights, SUM))
          .isInstanceOf(UsageException.class)
          .hasMessage(message);
    }
  }

  @Test
  void rejectsNetworkForColorImages() {
    Network network = padded(Preprocessing.TF, true);
    try (Model color = trained(network)) {
      assertRejected(
          network,
          color,
          "net has the input 12x10x3: a first kernel is converted to grayscale only for an input of one channel. Use --input HxWx1, or omit --gray-kernel.");
    }
  }

  /** An assumed one would silently give wrong kernels. */
  @Test
  void rejectsNetworkWithoutPreprocessing() {
    Network network = Network.named("net").input(8, 8, 3).block("b", conv(4, 3));
    try (Model color = trained(network)) {
      assertRejected(
          network.input(Shape.of(8, 8, 1)),
          color,
          "net has no preprocessing, which the conversion of the first kernel to grayscale needs. Set it with network.preprocessing(...).");
    }
  }

  @Test
  void rejectsOtherLayersThatTakeTheInput() {
    Network input = Network.named("net").input(8, 8, 3).preprocessing(Preprocessing.TF);
    for (Network network :
        List.of(input.block("b", separableConv(4, 3)), input.block("b", maxPool(2), conv(4, 3)))) {
      String layer = network.graph().nodes().get(0).name();
      try (Model color = trained(network)) {
        assertRejected(
            network.input(Shape.of(8, 8, 1)),
            color,
            "net: no kernel can be converted to grayscale, since \"%s\" takes the input and is neither a convolution without groups nor padding. Use an input of 3 channels."
                .formatted(layer));
      }
    }
  }

  /** With equal means, as in tf, nothing must be folded. */
  @Test
  void rejectsOffsetWithoutBiasOrBatchNorm() {
    Network network =
        Network.named("net")
            .input(8, 8, 3)
            .preprocessing(Preprocessing.TF)
            .block("b", conv(4, 3).noBias().relu(), conv(2, 3));
    try (Model color = trained(network);
        Model gray = converted(color, SUM)) {
      String last = network.graph().output();
      assertThat(largestDifference(activations(gray, last), activations(color, last)))
          .isLessThan(1e-5);
      assertRejected(
          network.preprocessing(Preprocessing.CAFFE).input(Shape.of(8, 8, 1)),
          color,
          "net: the channel means cannot be folded into \"b_conv1\", since it has no bias and no batch norm follows. Use --gray-kernel luma, or an input of 3 channels.");
    }
  }
}
