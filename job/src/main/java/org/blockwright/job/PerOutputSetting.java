package org.blockwright.job;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;

/** The settings that each output of a network has for itself, and the text form of their values. */
final class PerOutputSetting<T> {
  static final PerOutputSetting<Loss> LOSS =
      new PerOutputSetting<>(
          Setting.LOSS,
          LossText::parse,
          LossText::of,
          LossText.IDS::contains,
          (loss, output) -> isUsual(loss, output.task()));

  static final PerOutputSetting<Double> LABEL_SMOOTHING =
      new PerOutputSetting<>(
          Setting.LABEL_SMOOTHING,
          PerOutputSetting::parseLabelSmoothing,
          String::valueOf,
          name -> false,
          (amount, output) -> isCrossEntropy(output.loss()));

  static final PerOutputSetting<Threshold> THRESHOLD =
      new PerOutputSetting<>(
          Setting.THRESHOLD,
          Threshold::parse,
          Threshold::toString,
          name -> false,
          (threshold, output) -> !output.thresholds().isEmpty());

  private final Setting setting;
  private final Function<String, T> parser;
  private final Function<T, String> format;
  private final Predicate<String> isValue;
  private final BiPredicate<T, Output> fits;

  private PerOutputSetting(
      Setting setting,
      Function<String, T> parser,
      Function<T, String> format,
      Predicate<String> isValue,
      BiPredicate<T, Output> fits) {
    this.setting = setting;
    this.parser = parser;
    this.format = format;
    this.isValue = isValue;
    this.fits = fits;
  }

  /** Returns the setting of a key, if its values are set for each output. */
  static Optional<PerOutputSetting<?>> of(Setting setting) {
    return switch (setting) {
      case LOSS -> Optional.of(LOSS);
      case LABEL_SMOOTHING -> Optional.of(LABEL_SMOOTHING);
      case THRESHOLD -> Optional.of(THRESHOLD);
      default -> Optional.empty();
    };
  }

  /**
   * Parses the values of all outputs, see {@link PerOutput#parse}.
   *
   * @throws UsageException if one is not valid
   */
  PerOutput<T> parse(String text) {
    return PerOutput.parse(setting, text, parser, isValue);
  }

  /** Returns the text of the values of all outputs. */
  String text(PerOutput<T> values) {
    return values.text(format);
  }

  /** Returns the values in a job. */
  PerOutput<T> in(Job job) {
    return job.perOutput(setting);
  }

  /** Returns a job with another value of one output. */
  Job set(Job job, String output, T value) {
    // A default without a name would otherwise count as set for all outputs.
    PerOutput<T> others = job.isDefault(setting) ? PerOutput.none() : in(job);
    PerOutput<T> values = others.with(output, value);
    return job.with(setting, text(values), values);
  }

  /** Returns a job with another value of one output, which is parsed. */
  Job parseAndSet(Job job, String output, String text) {
    return set(job, output, parser.apply(text));
  }

  /** Returns the value of each output that has one, see {@link PerOutput#resolve}. */
  ImmutableMap<String, T> resolve(Job job, Network network) {
    return in(job).resolve(setting, network, fits, format);
  }

  /** Whether a loss without the name of an output is meant for an output with a task. */
  private static boolean isUsual(Loss loss, Task task) {
    boolean numbers = !isCrossEntropy(loss) && task == Task.REGRESSION;
    return numbers || loss.id().equals(task.defaultLoss().id());
  }

  static boolean isCrossEntropy(Loss loss) {
    return loss instanceof Loss.CategoricalCrossEntropy || loss instanceof Loss.BinaryCrossEntropy;
  }

  private static double parseLabelSmoothing(String text) {
    Optional<String> expected = SettingRange.of(Setting.LABEL_SMOOTHING).problem(text);
    if (expected.isPresent()) {
      throw new UsageException(
          JobProblems.invalidValue(Setting.LABEL_SMOOTHING, expected.get(), text));
    }
    return Double.parseDouble(text);
  }
}
