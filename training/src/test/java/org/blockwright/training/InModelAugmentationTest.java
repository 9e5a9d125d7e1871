package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flip;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.noise;
import static org.blockwright.dsl.Layers.randomCrop;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.rotate;
import static org.blockwright.dsl.Layers.shift;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.training.TinyTraining.PREPROCESSOR;
import static org.blockwright.training.TinyTraining.trainer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.blockwright.base.SplitMix64;
import org.blockwright.data.Augmenter;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Augmentation layers of a network: effect, seeds, and what is saved. */
class InModelAugmentationTest {
  private static final Shape SHAPE = Shape.of(8, 8, 3);

  @TempDir Path folder;

  private static Network network(AugmentationLayer... steps) {
    return Network.named("n")
        .input(SHAPE)
        .augment(steps)
        .block("a", conv(4, 3), relu())
        .head(globalAverage(), dense(2), softmax())
        .labels("left", "right");
  }

  /** Returns 2 row + 3 column + channel, a plane that bilinear interpolation reproduces. */
  private static float[] plane(Shape shape) {
    float[] values = new float[(int) shape.size()];
    for (int row = 0; row < shape.height(); row++) {
      for (int column = 0; column < shape.width(); column++) {
        for (int channel = 0; channel < shape.channels(); channel++) {
          values[Layout.index(shape, row, column, channel)] = 2 * row + 3 * column + channel;
        }
      }
    }
    return values;
  }

  private static float pixel(float[] values, int row, int column) {
    return values[Layout.index(SHAPE, row, column, 1)];
  }

  private static float[] augment(long seed, AugmentationLayer... steps) {
    return new Augmenter(network(steps), 1).augment(plane(SHAPE), new SplitMix64(seed));
  }

  @Test
  void flipsWithTheGivenProbabilities() {
    Map<String, Integer> counts = new HashMap<>();
    for (int seed = 0; seed < 2000; seed++) {
      float[] augmented = augment(seed, flip(0.25, 0.5));
      // A flipped row decreases from left to right.
      boolean mirrored = pixel(augmented, 3, 0) > pixel(augmented, 3, 1);
      boolean upsideDown = pixel(augmented, 0, 3) > pixel(augmented, 1, 3);
      counts.merge(mirrored + " " + upsideDown, 1, Integer::sum);
      assertThat(pixel(augmented, 2, 5))
          .isEqualTo(2f * (upsideDown ? 5 : 2) + 3 * (mirrored ? 2 : 5) + 1);
    }
    // Four standard deviations of a binomial count.
    assertThat(counts.get("true true")).isCloseTo(250, within(60));
    assertThat(counts.get("true false")).isCloseTo(250, within(60));
    assertThat(counts.get("false true")).isCloseTo(750, within(80));
    assertThat(counts.get("false false")).isCloseTo(750, within(80));
  }

  @Test
  void cropsAtEveryPosition() {
    Map<Float, Integer> corners = new HashMap<>();
    Shape small = Shape.of(6, 7, 3);
    for (int seed = 0; seed < 600; seed++) {
      float[] augmented = augment(seed, randomCrop(6, 7));
      float corner = augmented[Layout.index(small, 0, 0, 0)];
      corners.merge(corner, 1, Integer::sum);
      assertThat(augmented[Layout.index(small, 5, 6, 2)]).isEqualTo(corner + 2 * 5 + 3 * 6 + 2);
    }
    // Three rows by two columns of possible positions.
    assertThat(corners.keySet()).containsExactlyInAnyOrder(0f, 2f, 4f, 3f, 5f, 7f);
    corners.values().forEach(count -> assertThat(count).isCloseTo(100, within(40)));
  }

  @Test
  void shiftMovesTheImageAndRepeatsTheEdge() {
    for (int seed = 0; seed < 50; seed++) {
      float[] augmented = augment(seed, shift(0.25));
      // At most two pixels; all pixels of the center move by the same vector.
      float moved = pixel(augmented, 4, 4) - (2 * 4 + 3 * 4 + 1);
      assertThat(Math.abs(moved)).isLessThanOrEqualTo(2 * 2 + 3 * 2);
      assertThat(pixel(augmented, 3, 5)).isCloseTo(2 * 3 + 3 * 5 + 1 + moved, within(1e-4f));
      assertThat(pixel(augmented, 0, 0)).isGreaterThanOrEqualTo(1);
      assertThat(pixel(augmented, 7, 7)).isLessThanOrEqualTo(2 * 7 + 3 * 7 + 1);
    }
  }

  @Test
  void rotatesAroundTheCenter() {
    for (int seed = 0; seed < 50; seed++) {
      float[] augmented = augment(seed, rotate(30));
      // The length of the gradient (2, 3) and the mean of the four center pixels do not change.
      double down = pixel(augmented, 4, 4) - pixel(augmented, 3, 4);
      double right = pixel(augmented, 4, 4) - pixel(augmented, 4, 3);
      assertThat(Math.hypot(down, right)).isCloseTo(Math.sqrt(13), within(1e-4));
      double angle = Math.toDegrees(Math.atan2(right, down) - Math.atan2(3, 2));
      assertThat(Math.abs(angle)).isLessThanOrEqualTo(30.0001);
      double center =
          (pixel(augmented, 3, 3)
                  + pixel(augmented, 3, 4)
                  + pixel(augmented, 4, 3)
                  + pixel(augmented, 4, 4))
              / 4;
      assertThat(center).isCloseTo(2 * 3.5 + 3 * 3.5 + 1, within(1e-4));
    }
  }

  @Test
  void noiseIsInUnitsOfPixelValues() {
    Network network = network(noise(10)).preprocessing(Preprocessing.TORCH);
    double[] sum = new double[3];
    int n = 0;
    for (int seed = 0; seed < 200; seed++) {
      float[] before = plane(SHAPE);
      float[] augmented = new Augmenter(network, 1).augment(before, new SplitMix64(seed));
      n += 64;
      for (int channel = 0; channel < 3; channel++) {
        for (int i = 0; i < 64; i++) {
          int index = Layout.index(SHAPE, i / 8, i % 8, channel);
          sum[channel] += Math.pow(augmented[index] - before[index], 2);
        }
      }
    }
    double[] std = {0.229, 0.224, 0.225};
    for (int channel = 0; channel < 3; channel++) {
      double expected = 10 / 255.0 / std[channel];
      assertThat(Math.sqrt(sum[channel] / n)).isCloseTo(expected, within(0.03 * expected));
    }
  }

  @Test
  void augmentationDependsOnKeyAndEpochAlone() {
    Dataset all = TinyImages.write(folder, 4);
    Network network = network(randomCrop(6, 6), noise(20));
    Augmenter augmenter = new Augmenter(network, 5);
    INDArray images = Nd4j.rand(Layout.batchShape(3, SHAPE));

    INDArray batch = augmenter.augment(images, all.samples().subList(0, 3), 2);
    INDArray second =
        augmenter.augment(
            images.get(NDArrayIndex.interval(1, 2)).dup('c'), all.samples().subList(1, 2), 2);
    INDArray later = augmenter.augment(images, all.samples().subList(0, 3), 3);

    assertThat(batch.shape()).containsExactly(3, 3, 6, 6);
    assertThat(batch.get(NDArrayIndex.interval(1, 2)).dup('c').data().asFloat())
        .isEqualTo(second.dup('c').data().asFloat());
    assertThat(later.dup('c').data().asFloat()).isNotEqualTo(batch.dup('c').data().asFloat());
  }

  @Test
  void cropsTheCenterOutsideOfTraining() {
    try (Model model = Model.create(network(randomCrop(6, 6), noise(50)), 1);
        Model plain = Model.create(network().input(Shape.of(6, 6, 3)), 1)) {
      INDArray images = Nd4j.rand(Layout.batchShape(2, SHAPE));
      INDArray center =
          images
              .get(
                  NDArrayIndex.all(),
                  NDArrayIndex.all(),
                  NDArrayIndex.interval(1, 7),
                  NDArrayIndex.interval(1, 7))
              .dup('c');

      assertThat(model.predict(images).toFloatMatrix())
          .isDeepEqualTo(plain.predict(center).toFloatMatrix());
    }
  }

  @Test
  void augmentationIsSavedInDescriptionButNotInDl4jConfiguration() throws Exception {
    Dataset all = TinyImages.write(folder, 16);
    Network network = network(randomCrop(6, 6), flip(0, 0.5), noise(5));
    Path file = folder.resolve("model.zip");
    try (Model model = Model.create(network, 1)) {
      TrainingResult result =
          trainer()
              .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*"))
              .train(
                  model,
                  TinyImages.train(all),
                  Optional.of(TinyImages.validation(all)),
                  PREPROCESSOR);
      // Features are not cached because of the augmentation before the frozen backbone.
      assertThat(result.featuresCachedAt()).isEmpty();
      model.save(file);
    }

    try (ZipFile zip = new ZipFile(file.toFile());
        Model opened = Model.open(file)) {
      String configuration =
          new String(
              zip.getInputStream(zip.getEntry("configuration.json")).readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(configuration).doesNotContain("blockwright");
      assertThat(opened.network()).isEqualTo(network);
    }
    ComputationGraph stock = ComputationGraph.load(file.toFile(), true);
    assertThat(stock.getConfiguration().getVertices().keySet())
        .containsExactlyInAnyOrder("a_conv", "a_relu", "pool", "dense", "softmax");
    stock.close();
  }

  @Test
  void trainingWithAugmentationIsReproducible() {
    Dataset all = TinyImages.write(folder, 12);
    Network network = network(flip(0, 0.5), rotate(20), shift(0.1), noise(10));

    TinyTraining.Result one = TinyTraining.train(trainer(), all, network, 3);
    TinyTraining.Result other = TinyTraining.train(trainer().threads(1), all, network, 3);
    TinyTraining.Result plain = TinyTraining.train(trainer(), all, network(), 3);

    assertThat(one.metrics()).isEqualTo(other.metrics());
    assertThat(one.metrics()).isNotEqualTo(plain.metrics());
  }
}
