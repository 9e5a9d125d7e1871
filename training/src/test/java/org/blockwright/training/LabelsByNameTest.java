package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.training.TinyTraining.NETWORK;
import static org.blockwright.training.TinyTraining.PREPROCESSOR;
import static org.blockwright.training.TinyTraining.trainer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.base.TrainingException;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.inference.Evaluator;
import org.blockwright.inference.metrics.ClassMeasurements;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Classes of data sets are matched to the model's labels by name, in any order. */
class LabelsByNameTest {
  private static final List<String> REVERSED = List.of("right", "left");
  private static final Network REVERSED_NETWORK = NETWORK.labels(REVERSED);

  @TempDir Path folder;
  private Dataset all;

  @BeforeEach
  void writeImages() {
    all = TinyImages.write(folder, 20);
  }

  private static Measurements evaluate(Model model, Dataset data) {
    return Evaluator.of(model)
        .preprocessor(PREPROCESSOR)
        .batchSize(8)
        .evaluate(data)
        .measurements();
  }

  @Test
  void trainsAndEvaluatesInTheOrderOfTheModelsLabels() {
    Dataset validation = TinyImages.validation(all);
    try (Model model = Model.create(REVERSED_NETWORK, 1)) {
      TrainingResult result =
          trainer().epochs(10).train(model, TinyImages.train(all), Optional.of(validation));

      Measurements measured = result.validation().orElseThrow();
      assertThat(measured.accuracy().value().orElseThrow()).isGreaterThan(0.9);
      assertThat(measured.classes()).extracting(ClassMeasurements::name).isEqualTo(REVERSED);
      // The first output is that of "right".
      float[] bright =
          PREPROCESSOR.read(
              all.samples().stream()
                  .filter(s -> s.key().startsWith("right"))
                  .findFirst()
                  .orElseThrow()
                  .image());
      assertThat(model.predict(List.of(bright)).get(0)[0]).isGreaterThan(0.5f);
      assertThat(evaluate(model, validation).accuracy()).isEqualTo(measured.accuracy());
      assertThat(evaluate(model, validation.withClasses(REVERSED)).accuracy())
          .isEqualTo(measured.accuracy());
    }
  }

  @Test
  void usesTheClassOrderOfTrainingImagesWithoutLabels() {
    Dataset validation = TinyImages.validation(all).withClasses(REVERSED);
    try (Model model = Model.create(NETWORK.labels(List.of()), 1)) {
      TrainingResult result =
          trainer().epochs(10).train(model, TinyImages.train(all), Optional.of(validation));

      assertThat(result.validation().orElseThrow().accuracy().value().orElseThrow())
          .isGreaterThan(0.9);
    }
  }

  @Test
  void evaluatesWithMissingClassButRejectsUnknownClass() {
    Dataset left = all.filter(s -> s.key().startsWith("left"));
    Dataset unknown = all.withClasses(List.of("left", "right", "up"));
    try (Model model = Model.create(REVERSED_NETWORK, 1)) {
      assertThat(evaluate(model, left).samples()).isEqualTo(20);
      assertThatThrownBy(() -> evaluate(model, unknown))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "the data has classes [left, right, up] but the model's labels are [right, left]. Rename the class folders, or use a model with these labels.");
    }
  }

  /** A NaN or infinite feature or prediction ends the training; the message names the image. */
  @ParameterizedTest
  @EnumSource(Caching.class)
  void overflowInFrozenBackboneNamesTheImage(Caching caching) {
    try (Model model = Model.create(NETWORK, 1)) {
      float[] gamma = new float[4];
      Arrays.fill(gamma, 3e38f);
      model.setWeights("a_bn", "gamma", gamma, List.of(4));
      float[] before = model.getWeights("fc", "kernel");

      assertThatThrownBy(
              () ->
                  trainer()
                      .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*"))
                      .caching(caching)
                      .train(model, all, Optional.empty()))
          .isInstanceOf(TrainingException.class)
          .hasMessageMatching(
              "the features at \"flatten\" are NaN or infinite for (left|right)/\\d+.png( and \\d+ more images)?\\. Check the weights of the frozen backbone and the preprocessing\\.");
      assertThat(model.getWeights("fc", "kernel")).isEqualTo(before);
    }
  }
}
