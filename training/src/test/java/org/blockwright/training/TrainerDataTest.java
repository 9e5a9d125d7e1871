package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.training.TinyTraining.NETWORK;
import static org.blockwright.training.TinyTraining.trainer;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.blockwright.base.DataException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Ratios;
import org.blockwright.data.Sample;
import org.blockwright.data.Split;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.model.Model;
import org.blockwright.training.TinyTraining.RecordingProgress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms in which images are passed to a trainer. */
class TrainerDataTest {
  @TempDir Path folder;
  private Dataset all;

  @BeforeEach
  void writeImages() {
    all = TinyImages.write(folder, 20);
  }

  private static Map<String, float[]> trained(
      Network network, BiFunction<Trainer, Model, TrainingResult> train) {
    try (Model model = Model.create(network, 1)) {
      train.apply(trainer().epochs(2).seed(7), model);
      return TinyTraining.weights(model);
    }
  }

  private static void assertSame(Map<String, float[]> one, Map<String, float[]> other) {
    one.forEach((key, values) -> assertThat(values).as(key).isEqualTo(other.get(key)));
  }

  @Test
  void splitHasTrainingAndValidationImages() {
    Split split = Split.of(all, Ratios.DEFAULT, 3);

    assertSame(
        trained(NETWORK, (trainer, model) -> trainer.train(model, split)),
        trained(
            NETWORK,
            (trainer, model) ->
                trainer.train(model, split.train(), Optional.of(split.validation()))));
  }

  @Test
  void holdsOutATenthOfADatasetByTheSeed() {
    Split split = Split.of(all, Ratios.holdOut(0.1), 7);

    assertThat(split.validation().size()).isEqualTo(4);
    assertSame(
        trained(NETWORK, (trainer, model) -> trainer.train(model, all)),
        trained(NETWORK, (trainer, model) -> trainer.train(model, split)));
  }

  @Test
  void validationOfADatasetSelectsTheBestEpoch() {
    try (Model model = Model.create(NETWORK, 1)) {
      TrainingResult result = trainer().epochs(1).train(model, all);

      assertThat(result.validation().orElseThrow().samples()).isEqualTo(4);
    }
  }

  @Test
  void warningsOfTheSplitAreNotes() {
    // All images of "right" are one group, which cannot be in both subsets.
    Dataset oneGroup =
        new Dataset(
            all.root(),
            all.targets(),
            all.samples().stream()
                .map(
                    s ->
                        s.label() == 0
                            ? s
                            : new Sample(s.image(), s.key(), s.label(), "g", s.sha256()))
                .collect(ImmutableList.toImmutableList()),
            all.skipped(),
            all.warnings());
    RecordingProgress recorded = new RecordingProgress();
    try (Model model = Model.create(NETWORK, 1)) {
      trainer().epochs(1).progress(recorded).train(model, oneGroup);
    }

    Split split = Split.of(oneGroup, Ratios.holdOut(0.1), 42);
    assertThat(split.warnings()).isNotEmpty();
    assertThat(recorded.started)
        .containsAll(split.warnings().stream().map("note: "::concat).toList());
  }

  @Test
  void rejectsClassWithOneImage() {
    Dataset one = all.filter(s -> s.label() == 0 || s.key().equals("right/001.png"));
    try (Model model = Model.create(NETWORK, 1)) {
      assertThatThrownBy(() -> trainer().train(model, one)).isInstanceOf(DataException.class);
    }
  }

  /** Preprocessing and color mode are those of the model, not of the trainer. */
  @Test
  void imagesAreConvertedAsTheModelRequires() {
    BiFunction<Trainer, Model, TrainingResult> train =
        (trainer, model) -> trainer.train(model, all);
    Map<String, float[]> plain = trained(NETWORK, train);

    // The images are gray already.
    assertSame(trained(NETWORK.colorMode(ColorMode.GRAYSCALE), train), plain);
    assertThat(trained(NETWORK.preprocessing(Preprocessing.TORCH), train).get("fc/kernel"))
        .isNotEqualTo(plain.get("fc/kernel"));
  }
}
