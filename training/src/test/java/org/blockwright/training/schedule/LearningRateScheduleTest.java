package org.blockwright.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rates of schedules, compared with Keras, PyTorch and timm, and their text form. */
class LearningRateScheduleTest {

  static Stream<GoldenRates.Row> stepwise() {
    return GoldenRates.rows().stream().filter(row -> !row.text().startsWith("plateau"));
  }

  /** The rates of 200 steps, from {@code bench/schedules.py}. */
  @ParameterizedTest
  @MethodSource("stepwise")
  void ratesEqualThoseOfKerasPyTorchAndTimm(GoldenRates.Row row) {
    LearningRateSchedule schedule = LearningRateSchedule.parse(row.text());

    assertThat(row.rates()).hasSize(GoldenRates.STEPS);
    for (int step = 0; step < GoldenRates.STEPS; step++) {
      assertThat(
              GoldenRates.BASE
                  * schedule.factor(step, GoldenRates.STEPS_PER_EPOCH, GoldenRates.EPOCHS))
          .as("step %s", step)
          .isCloseTo(row.rates().get(step), within(1e-12));
    }
  }

  @Test
  void theGoldenFileHasEveryDecay() {
    assertThat(GoldenRates.rows())
        .extracting(row -> (Class) LearningRateSchedule.parse(row.text()).decay().getClass())
        .contains(Decay.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("stepwise")
  void textsAreReadAsTheyAreWritten(GoldenRates.Row row) {
    LearningRateSchedule schedule = LearningRateSchedule.parse(row.text());

    assertThat(LearningRateSchedule.parse(schedule.toString())).isEqualTo(schedule);
    assertThat(schedule.toString().replace("4.0E-6", "4e-6")).isEqualTo(row.text());
  }

  @Test
  void methodsAndTextsMeanTheSame() {
    assertThat(LearningRateSchedule.parse("constant")).isEqualTo(LearningRateSchedule.CONSTANT);
    assertThat(LearningRateSchedule.parse("cosine, warm-up=2"))
        .isEqualTo(LearningRateSchedule.cosine().warmUp(2));
    assertThat(LearningRateSchedule.parse("cosine,cycle=5,warm-up=1,warm-up-from=0.1"))
        .isEqualTo(LearningRateSchedule.cosineWithRestarts(5).warmUp(1, 0.1));
    assertThat(LearningRateSchedule.parse("step,every=10,factor=0.1"))
        .isEqualTo(LearningRateSchedule.parse("step"))
        .isEqualTo(LearningRateSchedule.step(10, 0.1));
    assertThat(LearningRateSchedule.parse("exponential,factor=0.9,by=epoch"))
        .isEqualTo(LearningRateSchedule.exponential(0.9).perEpoch());
    assertThat(LearningRateSchedule.parse("polynomial,end=0.1,by=step"))
        .isEqualTo(LearningRateSchedule.linear(0.1));
    assertThat(LearningRateSchedule.parse("one-cycle")).isEqualTo(LearningRateSchedule.oneCycle());
    assertThat(LearningRateSchedule.parse("plateau,factor=0.5,patience=2"))
        .isEqualTo(LearningRateSchedule.plateau(0.5, 2));
  }

  @Test
  void partsReplaceThoseOfTheSchedule() {
    LearningRateSchedule cosine = LearningRateSchedule.parse("cosine,end=0.01,warm-up=2,by=epoch");

    assertThat(cosine.with("warm-up", "3")).isEqualTo(cosine.warmUp(3));
    assertThat(cosine.with("kind", "step"))
        .isEqualTo(LearningRateSchedule.parse("step,warm-up=2,by=epoch"));
  }

  @Test
  void knowsTheEpochsThatItNeeds() {
    assertThat(LearningRateSchedule.parse("cosine,warm-up=2").minimumEpochs()).isEqualTo(2);
    assertThat(LearningRateSchedule.parse("cosine,epochs=20,warm-up=2").minimumEpochs())
        .isEqualTo(22);
    assertThat(LearningRateSchedule.parse("cosine,cycle=4").minimumEpochs()).isEqualTo(4);
    assertThat(LearningRateSchedule.parse("step,every=7").minimumEpochs()).isEqualTo(7);
    assertThat(LearningRateSchedule.CONSTANT.isConstant()).isTrue();
    assertThat(LearningRateSchedule.CONSTANT.warmUp(1).isConstant()).isFalse();
  }

  /** Fractions whose sum is inexact in binary still end an interval. */
  @Test
  void intervalsOfFractionsEndExactly() {
    LearningRateSchedule step = LearningRateSchedule.step(0.7, 0.5);

    assertThat(step.factor(20, 10, 10)).isEqualTo(0.25);
    assertThat(step.factor(21, 10, 10)).isEqualTo(0.125);
  }

  @Test
  void aOneCycleOfOneStepHasTheBaseRate() {
    assertThat(LearningRateSchedule.oneCycle().factor(0, 1, 1)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cosin|\"cosin\" is not a learning-rate schedule. Did you mean \"cosine\"? Schedules: constant, step, exponential, polynomial, cosine, one-cycle, plateau.",
        "step,evry=2|the schedule step has no \"evry\". Did you mean \"every\"? Names: every, factor, warm-up, warm-up-from, by.",
        "step,every|the schedule step has a part \"every\"; expected NAME=NUMBER with each name once, for instance warm-up=2, or by=step or by=epoch.",
        "step,every=1,every=2|the schedule step has a part \"every=2\"; expected NAME=NUMBER with each name once, for instance warm-up=2, or by=step or by=epoch.",
        "step,by=batch|the schedule step has a part \"by=batch\"; expected NAME=NUMBER with each name once, for instance warm-up=2, or by=step or by=epoch.",
        "step,every=0|\"every\" of the schedule step must be a number greater than 0, got 0.",
        "step,factor=2|\"factor\" of the schedule step must be a number from 0 to 1, got 2.",
        "one-cycle,pct-start=1|\"pct-start\" of the schedule one-cycle must be a number greater than 0 and less than 1, got 1.",
        "cosine,warm-up=-1|\"warm-up\" of the schedule cosine must be a number of at least 0, got -1.",
        "cosine,cycle=2,t-mul=0.5|\"t-mul\" of the schedule cosine must be a number of at least 1, got 0.5.",
        "cosine,cycle=2,epochs=4|the schedule cosine has both \"epochs\" and \"cycle\". Remove one of them.",
        "cosine,t-mul=2|the schedule cosine needs \"cycle\". Add it, for instance cosine,cycle=10,t-mul=2.",
        "plateau,patience=2.5|\"patience\" of the schedule plateau must be a whole number, got 2.5.",
      })
  void namesWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> LearningRateSchedule.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }

  @Test
  void checksNumbersInJava() {
    for (double wrong : List.of(Double.NaN, -1.0, 2.0)) {
      assertThatThrownBy(() -> new Decay.Polynomial(wrong, 1, OptionalDouble.empty()))
          .isInstanceOf(UsageException.class);
      assertThatThrownBy(() -> LearningRateSchedule.cosine().warmUp(1, wrong))
          .isInstanceOf(UsageException.class);
    }
  }
}
