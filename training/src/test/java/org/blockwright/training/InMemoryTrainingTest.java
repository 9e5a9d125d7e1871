package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.training.TinyTraining.NETWORK;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.blockwright.data.Dataset;
import org.blockwright.data.Ratios;
import org.blockwright.data.Sample;
import org.blockwright.data.Split;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Optimizer;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.Evaluator;
import org.blockwright.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in memory give the same results as the same images in a folder, bit for bit. */
class InMemoryTrainingTest {
  @TempDir Path folder;
  private Dataset files;
  private Dataset memory;

  @BeforeEach
  void readImages() throws IOException {
    files = TinyImages.write(folder, 20);
    List<ImageSource> images = new ArrayList<>();
    for (Sample sample : files.samples()) {
      Path file = sample.file().orElseThrow();
      images.add(
          (images.size() % 2 == 0
                  ? ImageSource.of(Files.readAllBytes(file))
                  : ImageSource.of(ImageIO.read(file.toFile())))
              .named(sample.key()));
    }
    memory = Dataset.ofSources(images, files.samples().stream().map(files::className).toList());
  }

  private record Trained(float[] weights, Evaluation evaluation) {}

  private static Trained train(Dataset data, Trainer trainer) {
    Split split = Split.of(data, Ratios.DEFAULT, 42);
    try (Model model = Model.create(NETWORK, 1)) {
      trainer.train(model, split);
      return new Trained(
          model.graph().params().toFloatVector(), Evaluator.of(model).evaluate(split.test()));
    }
  }

  private void requireEqualResults(Trainer trainer) {
    Trained expected = train(files, trainer);
    Trained actual = train(memory, trainer);

    assertThat(Arrays.equals(actual.weights(), expected.weights())).isTrue();
    assertThat(actual.evaluation().measurements().predictions())
        .isNotEmpty()
        .isEqualTo(expected.evaluation().measurements().predictions());
  }

  @Test
  void trainsWithAugmentation() {
    requireEqualResults(
        Trainer.with(Optimizer.adam(0.01))
            .epochs(2)
            .batchSize(8)
            .augmentation(Augmentation.parse("flip,noise=5")));
  }

  @Test
  void trainsWithCachedFeatures() {
    requireEqualResults(
        Trainer.with(Optimizer.adam(0.01))
            .epochs(2)
            .batchSize(8)
            .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*")));
  }
}
