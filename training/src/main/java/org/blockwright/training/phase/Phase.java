package org.blockwright.training.phase;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.training.schedule.LearningRateSchedule;

/**
 * A phase of a training run: what differs in it from the settings of the whole run. Immutable: each
 * method returns a modified copy.
 *
 * <pre>{@code
 * List<Phase> phases = List.of(
 *     Phase.ofEpochs(10).freeze("*"),
 *     Phase.ofEpochs(5).learningRate(1e-4).unfreeze("block5").schedule(LearningRateSchedule.cosine()));
 * }</pre>
 *
 * @param epochs maximum number of epochs; empty for that of the run
 * @param learningRate empty for that of the run
 * @param multipliers learning-rate multipliers and frozen layers, which stand before those of the
 *     run
 * @param augmentation of the training images; empty for that of the run
 * @param schedule of the learning rate, which starts with the phase; empty for that of the run
 * @param patience of early stopping, which starts with the phase; empty for that of the run
 */
public record Phase(
    OptionalInt epochs,
    OptionalDouble learningRate,
    LearningRateMultipliers multipliers,
    Optional<Augmentation> augmentation,
    Optional<LearningRateSchedule> schedule,
    OptionalInt patience) {

  /** Checks the numbers. */
  public Phase {
    epochs.ifPresent(n -> PhaseProblems.requireAtLeast(PhaseFormat.EPOCHS, 1, n));
    patience.ifPresent(n -> PhaseProblems.requireAtLeast(PhaseFormat.PATIENCE, 0, n));
    learningRate.ifPresent(PhaseProblems::requireLearningRate);
  }

  /** Returns a phase with the settings of the run. */
  public static Phase defaults() {
    return new Phase(
        OptionalInt.empty(),
        OptionalDouble.empty(),
        LearningRateMultipliers.uniform(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty());
  }

  /** Returns a phase with a maximum number of epochs, at least 1. */
  public static Phase ofEpochs(int epochs) {
    return defaults().epochs(epochs);
  }

  /**
   * Parses a phase, for instance {@code epochs=5; learning-rate=0.0001; unfreeze=block5}.
   *
   * @throws org.blockwright.base.UsageException if a name is unknown or a value is not valid
   */
  public static Phase parse(String text) {
    return PhaseFormat.parse(text);
  }

  /**
   * Returns a copy with one part of the text set or replaced; rules are added after the others.
   *
   * @param name one of the names in {@link #parse}
   * @throws org.blockwright.base.UsageException as {@link #parse}
   */
  public Phase with(String name, String value) {
    return PhaseFormat.with(this, name, value);
  }

  /** Sets the maximum number of epochs, at least 1. */
  public Phase epochs(int number) {
    return new Phase(
        OptionalInt.of(number), learningRate, multipliers, augmentation, schedule, patience);
  }

  /** Sets the learning rate, greater than 0. */
  public Phase learningRate(double rate) {
    return new Phase(
        epochs, OptionalDouble.of(rate), multipliers, augmentation, schedule, patience);
  }

  /** Freezes layers, after the rules so far; {@code "*"} means all but the head. */
  public Phase freeze(String pattern) {
    return multipliers(multipliers.freeze(pattern));
  }

  /** Trains layers with the full learning rate, after the rules so far. */
  public Phase unfreeze(String pattern) {
    return learningRateMultiplier(pattern, 1);
  }

  /** Multiplies the learning rate of layers, after the rules so far. */
  public Phase learningRateMultiplier(String pattern, double multiplier) {
    return multipliers(multipliers.multiplier(pattern, multiplier));
  }

  /** Replaces the learning-rate multipliers of this phase. */
  public Phase multipliers(LearningRateMultipliers others) {
    return new Phase(epochs, learningRate, others, augmentation, schedule, patience);
  }

  /** Sets the augmentation of the training images. */
  public Phase augmentation(Augmentation steps) {
    return new Phase(epochs, learningRate, multipliers, Optional.of(steps), schedule, patience);
  }

  /** Sets the schedule of the learning rate. */
  public Phase schedule(LearningRateSchedule newSchedule) {
    return new Phase(
        epochs, learningRate, multipliers, augmentation, Optional.of(newSchedule), patience);
  }

  /** Sets the patience of early stopping; 0 for none. */
  public Phase patience(int number) {
    return new Phase(
        epochs, learningRate, multipliers, augmentation, schedule, OptionalInt.of(number));
  }

  /** Returns the multipliers of the phase: its own rules, then those of the run. */
  public LearningRateMultipliers before(LearningRateMultipliers ofRun) {
    List<LearningRateMultipliers.Rule> rules =
        ImmutableList.<LearningRateMultipliers.Rule>builder()
            .addAll(multipliers.rules())
            .addAll(ofRun.rules())
            .build();
    return new LearningRateMultipliers(rules);
  }

  /** Returns the text, see {@link #parse}. */
  @Override
  public String toString() {
    return PhaseFormat.format(this);
  }
}
