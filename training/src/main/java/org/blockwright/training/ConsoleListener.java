package org.blockwright.training;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.training.TrainingEvent.EpochEnded;
import org.blockwright.training.TrainingEvent.PhaseEnded;
import org.blockwright.training.TrainingEvent.PhaseStarted;
import org.blockwright.training.TrainingEvent.RunEnded;

/**
 * Prints one line per phase and epoch, and the reason if the training stops early. Numbers have a
 * decimal point in every locale. The metric of the task is accuracy, macro F1 of labels or the mean
 * absolute error of regression targets, see {@link Metrics#primary}; of several outputs that of
 * each. Another one is shown if it selects the best epoch. {@code (best)} marks an epoch that is
 * better than all before.
 *
 * <pre>{@code
 * epoch 7/20: loss 0.4031, validation loss 0.4410, validation accuracy 0.8750, 12.3 s (best)
 * }</pre>
 */
public final class ConsoleListener implements TrainingListener {
  private final Consumer<String> lines;

  private final boolean learningRates;

  private ConsoleListener(Consumer<String> lines, boolean learningRates) {
    this.lines = Objects.requireNonNull(lines, "lines");
    this.learningRates = learningRates;
  }

  /** Returns a listener that prints to stdout. */
  public static ConsoleListener stdout() {
    return new ConsoleListener(line -> System.out.println(line), false);
  }

  /** Returns a listener that passes each line, without a line break, to a consumer. */
  public static ConsoleListener to(Consumer<String> lines) {
    return new ConsoleListener(lines, false);
  }

  /**
   * Returns a copy that shows the learning rate at the end of each epoch, or not, the default.
   * Trainings with a {@link Trainer#schedule} show it.
   */
  public ConsoleListener withLearningRates(boolean shown) {
    return new ConsoleListener(lines, shown);
  }

  @Override
  public void phaseStarted(PhaseStarted event, TrainingControl control) {
    lines.accept(
        String.format(
            Locale.ROOT,
            "phase %d/%d: at most %d epochs, learning rate %s, %,d of %,d parameters trained",
            event.phase(),
            event.phases(),
            event.epochs(),
            BigDecimal.valueOf(event.learningRate()).stripTrailingZeros().toPlainString(),
            event.trainedParameters(),
            event.parameters()));
  }

  @Override
  public void phaseEnded(PhaseEnded event, TrainingControl control) {
    event.stopReason().ifPresent(lines);
  }

  @Override
  public void epochEnded(EpochEnded event, TrainingControl control) {
    lines.accept(line(event));
  }

  @Override
  public void runEnded(RunEnded event) {
    event.result().stopReason().ifPresent(lines);
  }

  private String line(EpochEnded event) {
    History.Epoch metrics = event.metrics();
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "epoch %d/%d: loss %.4f",
                event.epoch(),
                event.epochs(),
                metrics.trainLoss()));
    append(line, metrics, ValidationMetric.of(Metrics.LOSS));
    List<ValidationMetric> primary = metrics.primaryMetrics();
    primary.forEach(metric -> append(line, metrics, metric));
    monitor(event.monitor(), primary).ifPresent(metric -> append(line, metrics, metric));
    if (learningRates) {
      line.append(String.format(Locale.ROOT, ", learning rate %.3g", metrics.learningRate()));
    }
    line.append(String.format(Locale.ROOT, ", %.1f s", metrics.seconds()));
    if (event.bestEpoch() == event.epoch()) {
      line.append(" (best)");
    }
    return metrics.note().isEmpty() ? line.toString() : line + ", " + metrics.note();
  }

  /** Returns the metric that selects the best epoch, unless every line shows it. */
  private static Optional<ValidationMetric> monitor(
      Metric monitor, List<ValidationMetric> primary) {
    return ValidationMetric.named(monitor.name())
        .filter(metric -> !metric.equals(ValidationMetric.of(Metrics.LOSS)))
        .filter(metric -> !primary.contains(metric));
  }

  private static void append(StringBuilder line, History.Epoch metrics, ValidationMetric metric) {
    OptionalDouble value = metrics.validation(metric);
    if (value.isPresent()) {
      line.append(
          String.format(Locale.ROOT, ", validation %s %.4f", metric.title(), value.getAsDouble()));
    }
  }
}
