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

/** Augmentation that a description holds: what it does, when, and where it is kept. */
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

  /** In each channel a plane: 2 row + 3 column + channel, which bilinear sampling reproduces. */
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
  void reflectionsComeWithTheirProbabilities() {
    Map<String, Integer> counts = new HashMap<>();
    for (int seed = 0; seed < 2000; seed++) {
      float[] seen = augment(seed, flip(0.25, 0.5));
      // A mirrored row falls from left to right.
      boolean mirrored = pixel(seen, 3, 0) > pixel(seen, 3, 1);
      boolean upsideDown = pixel(seen, 0, 3) > pixel(seen, 1, 3);
      counts.merge(mirrored + " " + upsideDown, 1, Integer::sum);
      assertThat(pixel(seen, 2, 5))
          .isEqualTo(2f * (upsideDown ? 5 : 2) + 3 * (mirrored ? 2 : 5) + 1);
    }
    // Four standard deviations of a binomial count.
    assertThat(counts.get("true true")).isCloseTo(250, within(60));
    assertThat(counts.get("true false")).isCloseTo(250, within(60));
    assertThat(counts.get("false true")).isCloseTo(750, within(80));
    assertThat(counts.get("false false")).isCloseTo(750, within(80));
  }

  @Test
  void acropIsAPartOfThePictureAtEveryPlaceInTurn() {
    Map<Float, Integer> corners = new HashMap<>();
    Shape small = Shape.of(6, 7, 3);
    for (int seed = 0; seed < 600; seed++) {
      float[] seen = augment(seed, randomCrop(6, 7));
      float corner = seen[Layout.index(small, 0, 0, 0)];
      corners.merge(corner, 1, Integer::sum);
      assertThat(seen[Layout.index(small, 5, 6, 2)]).isEqualTo(corner + 2 * 5 + 3 * 6 + 2);
    }
    // three rows by two columns to begin at
    assertThat(corners.keySet()).containsExactlyInAnyOrder(0f, 2f, 4f, 3f, 5f, 7f);
    corners.values().forEach(count -> assertThat(count).isCloseTo(100, within(40)));
  }

  @Test
  void ashiftMovesThePlaneAndRepeatsTheEdge() {
    for (int seed = 0; seed < 50; seed++) {
      float[] seen = augment(seed, shift(0.25));
      // Two pixels at most: the middle has moved by one vector everywhere.
      float moved = pixel(seen, 4, 4) - (2 * 4 + 3 * 4 + 1);
      assertThat(Math.abs(moved)).isLessThanOrEqualTo(2 * 2 + 3 * 2);
      assertThat(pixel(seen, 3, 5)).isCloseTo(2 * 3 + 3 * 5 + 1 + moved, within(1e-4f));
      assertThat(pixel(seen, 0, 0)).isGreaterThanOrEqualTo(1);
      assertThat(pixel(seen, 7, 7)).isLessThanOrEqualTo(2 * 7 + 3 * 7 + 1);
    }
  }

  @Test
  void aRotationTurnsThePlaneAboutTheMiddle() {
    for (int seed = 0; seed < 50; seed++) {
      float[] seen = augment(seed, rotate(30));
      // The gradient (2, 3) keeps its length, and the mean of the four middle pixels its value.
      double down = pixel(seen, 4, 4) - pixel(seen, 3, 4);
      double right = pixel(seen, 4, 4) - pixel(seen, 4, 3);
      assertThat(Math.hypot(down, right)).isCloseTo(Math.sqrt(13), within(1e-4));
      double angle = Math.toDegrees(Math.atan2(right, down) - Math.atan2(3, 2));
      assertThat(Math.abs(angle)).isLessThanOrEqualTo(30.0001);
      double middle =
          (pixel(seen, 3, 3) + pixel(seen, 3, 4) + pixel(seen, 4, 3) + pixel(seen, 4, 4)) / 4;
      assertThat(middle).isCloseTo(2 * 3.5 + 3 * 3.5 + 1, within(1e-4));
    }
  }

  @Test
  void noiseIsMeasuredInTheSamplesUnit() {
    Network network = network(noise(10)).preprocessing(Preprocessing.TORCH);
    double[] sum = new double[3];
    int n = 0;
    for (int seed = 0; seed < 200; seed++) {
      float[] before = plane(SHAPE);
      float[] seen = new Augmenter(network, 1).augment(before, new SplitMix64(seed));
      n += 64;
      for (int channel = 0; channel < 3; channel++) {
        for (int i = 0; i < 64; i++) {
          int at = Layout.index(SHAPE, i / 8, i % 8, channel);
          sum[channel] += Math.pow(seen[at] - before[at], 2);
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
  void aPictureIsAugmentedAloneByItsKeyAndTheEpoch() {
    Dataset all = TinyImages.write(folder, 4);
    Network network = network(randomCrop(6, 6), noise(20));
    Augmenter augmenter = new Augmenter(network, 5);
    INDArray pictures = Nd4j.rand(Layout.batchShape(3, SHAPE));

    INDArray whole = augmenter.augment(pictures, all.samples().subList(0, 3), 2);
    INDArray second =
        augmenter.augment(
            pictures.get(NDArrayIndex.interval(1, 2)).dup('c'), all.samples().subList(1, 2), 2);
    INDArray later = augmenter.augment(pictures, all.samples().subList(0, 3), 3);

    assertThat(whole.shape()).containsExactly(3, 3, 6, 6);
    assertThat(whole.get(NDArrayIndex.interval(1, 2)).dup('c').data().asFloat())
        .isEqualTo(second.dup('c').data().asFloat());
    assertThat(later.dup('c').data().asFloat()).isNotEqualTo(whole.dup('c').data().asFloat());
  }

  @Test
  void outsideOfTrainingTheMiddleIsSeen() {
    try (Model model = Model.create(network(randomCrop(6, 6), noise(50)), 1);
        Model plain = Model.create(network().input(Shape.of(6, 6, 3)), 1)) {
      INDArray pictures = Nd4j.rand(Layout.batchShape(2, SHAPE));
      INDArray middle =
          pictures
              .get(
                  NDArrayIndex.all(),
                  NDArrayIndex.all(),
                  NDArrayIndex.interval(1, 7),
                  NDArrayIndex.interval(1, 7))
              .dup('c');

      assertThat(model.predict(pictures).toFloatMatrix())
          .isDeepEqualTo(plain.predict(middle).toFloatMatrix());
    }
  }

  @Test
  void itIsKeptInTheDescriptionAndAbsentFromTheConfiguration() throws Exception {
    Dataset all = TinyImages.write(folder, 16);
    Network network = network(randomCrop(6, 6), flip(0, 0.5), noise(5));
    Path file = folder.resolve("model.zip");
    try (Model model = Model.create(network, 1)) {
      TrainingResult run =
          trainer()
              .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*"))
              .train(
                  model,
                  TinyImages.train(all),
                  Optional.of(TinyImages.validation(all)),
                  PREPROCESSOR);
      // Something random stands before the frozen part: nothing is kept.
      assertThat(run.featuresCachedAt()).isEmpty();
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
  void aTrainingWithItCanBeRepeated() {
    Dataset all = TinyImages.write(folder, 12);
    Network network = network(flip(0, 0.5), rotate(20), shift(0.1), noise(10));

    TinyTraining.Result one = TinyTraining.train(trainer(), all, network, 3);
    TinyTraining.Result other = TinyTraining.train(trainer().threads(1), all, network, 3);
    TinyTraining.Result plain = TinyTraining.train(trainer(), all, network(), 3);

    assertThat(one.metrics()).isEqualTo(other.metrics());
    assertThat(one.metrics()).isNotEqualTo(plain.metrics());
  }
}
