package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flip;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.noise;
import static org.blockwright.dsl.Layers.randomCrop;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.rotate;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.Layers.translate;
import static org.blockwright.training.TinyTraining.trainer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.GraphMemory;
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
              .train(model, TinyImages.train(all), Optional.of(TinyImages.validation(all)));
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
      assertThat(opened.network()).isEqualTo(network.withDefaultPreprocessing());
    }
    ComputationGraph stock = ComputationGraph.load(file.toFile(), true);
    assertThat(stock.getConfiguration().getVertices().keySet())
        .containsExactlyInAnyOrder("a_conv", "a_relu", "pool", "dense", "softmax");
    GraphMemory.close(stock);
  }

  @Test
  void trainingWithAugmentationIsReproducible() {
    Dataset all = TinyImages.write(folder, 12);
    Network network = network(flip(0, 0.5), rotate(20), translate(0.1), noise(10));

    TinyTraining.Result one = TinyTraining.train(trainer(), all, network, 3);
    TinyTraining.Result other = TinyTraining.train(trainer().threads(1), all, network, 3);
    TinyTraining.Result plain = TinyTraining.train(trainer(), all, network(), 3);

    assertThat(one.metrics()).isEqualTo(other.metrics());
    assertThat(one.metrics()).isNotEqualTo(plain.metrics());
  }
}
