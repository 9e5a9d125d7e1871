package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.softmax;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.model.Model;
import org.blockwright.training.schedule.GoldenRates;
import org.blockwright.training.schedule.LearningRateSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The learning rate of each step of a training with a schedule. */
class LearningRatesTest {
  private static final Network LINEAR =
      Network.named("linear")
          .input(8, 8, 3)
          .head(flatten(), dense(2), softmax())
          .labels("left", "right");

  @TempDir Path folder;

  static Stream<GoldenRates.Row> plateaus() {
    return GoldenRates.rows().stream().filter(row -> row.text().startsWith("plateau"));
  }

  /** Rates after the same losses as those of Keras and timm. */
  @ParameterizedTest
  @MethodSource("plateaus")
  void reducesTheRateOnAPlateauAsKerasAndTimm(GoldenRates.Row row) {
    LearningRates rates =
        new LearningRates(
            LearningRateSchedule.parse(row.text()),
            GoldenRates.BASE,
            GoldenRates.STEPS_PER_EPOCH,
            GoldenRates.EPOCHS,
            Metric.minimize("loss"));

    for (int step = 0; step < GoldenRates.STEPS; step++) {
      assertThat(rates.rate(step))
          .as("step %s", step)
          .isCloseTo(row.rates().get(step), within(1e-12));
      if ((step + 1) % GoldenRates.STEPS_PER_EPOCH == 0) {
        int epoch = (step + 1) / GoldenRates.STEPS_PER_EPOCH;
        rates.epochEnded(epoch, GoldenRates.losses().get(epoch - 1));
      }
    }
    assertThat(rates.current()).isLessThan(GoldenRates.BASE);
  }

  @Test
  void aMetricThatGrowsIsImproved() {
    LearningRates rates =
        new LearningRates(
            LearningRateSchedule.plateau(0.5, 1), 1, 1, 9, Metric.maximize("accuracy"));
    List<Double> values = List.of(Double.NaN, 0.5, 0.6, 0.6);
    for (int epoch = 1; epoch <= values.size(); epoch++) {
      rates.epochEnded(epoch, values.get(epoch - 1));
    }

    // Two reductions: an undefined value and the last one are no improvement.
    assertThat(rates.rate(values.size())).isEqualTo(0.25);
  }

  private TrainingResult train(Model model, Trainer trainer) {
    Dataset all = TinyImages.write(folder, 16);
    return trainer.train(model, TinyImages.train(all), Optional.of(TinyImages.validation(all)));
  }

  private static Trainer sgd(double rate) {
    return Trainer.with(Optimizer.sgd(rate)).batchSize(8).threads(1).patience(0);
  }

  @Test
  void everyStepHasTheRateOfTheSchedule() {
    Trainer trainer = sgd(0.1).epochs(3).schedule(LearningRateSchedule.step(1, 0.5));
    try (Model scheduled = Model.create(LINEAR, 1)) {
      TrainingResult result = train(scheduled, trainer);

      assertThat(result.history().epochs())
          .extracting(History.Epoch::learningRate)
          .containsExactly(0.1, 0.05, 0.025);
    }
  }

  /** A rate of 0 from the second epoch on leaves the weights of the first. */
  @Test
  void theScheduleSetsTheStepsOfTheWeights() {
    try (Model scheduled = Model.create(LINEAR, 1);
        Model constant = Model.create(LINEAR, 1)) {
      train(scheduled, sgd(0.1).epochs(3).schedule(LearningRateSchedule.step(1, 0)));
      train(constant, sgd(0.1).epochs(1));

      TinyTraining.weights(constant)
          .forEach(
              (name, weights) ->
                  assertThat(TinyTraining.weights(scheduled).get(name))
                      .as(name)
                      .isEqualTo(weights));
    }
  }

  @Test
  void rejectsASchedulePastTheLastEpoch() {
    try (Model model = Model.create(LINEAR, 1)) {
      assertThatThrownBy(
              () ->
                  sgd(0.1)
                      .epochs(10)
                      .schedule(LearningRateSchedule.parse("cosine,epochs=20,warm-up=2.5"))
                      .prepare(model))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "the learning-rate schedule cosine,end=0,epochs=20,warm-up=2.5 needs 22.5 epochs, but the training has at most 10. Shorten it, or train for more epochs.");
      assertThatThrownBy(
              () ->
                  sgd(0.1)
                      .epochs(2)
                      .schedule(LearningRateSchedule.cosine().warmUp(2))
                      .prepare(model))
          .hasMessage(
              "the warm-up of the learning-rate schedule cosine,end=0,warm-up=2 leaves none of the 2 epochs for the decay. Shorten it, or train for more epochs.");
      sgd(0.1).epochs(2).schedule(LearningRateSchedule.CONSTANT.warmUp(2)).prepare(model);
    }
  }

  @Test
  void rejectsAPlateauThatEarlyStoppingPreventsFromActing() {
    try (Model model = Model.create(LINEAR, 1)) {
      Trainer trainer = sgd(0.1).epochs(9).schedule(LearningRateSchedule.plateau(0.1, 5));

      assertThatThrownBy(() -> trainer.patience(5).prepare(model))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "the learning-rate schedule plateau waits for 5 epochs without improvement, but training stops after 5. Set a smaller patience of the schedule, or a larger one of early stopping.");
      trainer.patience(6).prepare(model);
      trainer.patience(0).prepare(model);
    }
  }
}
