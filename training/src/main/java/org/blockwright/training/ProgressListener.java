package org.blockwright.training;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.blockwright.base.Progress;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.ScoredSamples;
import org.blockwright.training.TrainingEvent.BatchEnded;
import org.blockwright.training.TrainingEvent.EpochEnded;
import org.blockwright.training.TrainingEvent.EpochStarted;
import org.blockwright.training.TrainingEvent.RunEnded;
import org.blockwright.training.TrainingEvent.RunFailed;
import org.blockwright.training.TrainingEvent.ValidationBatchEnded;
import org.blockwright.training.TrainingEvent.ValidationEnded;
import org.blockwright.training.TrainingEvent.ValidationStarted;

/** Shows the progress within each epoch and validation. */
final class ProgressListener implements TrainingListener {
  private final Progress progress;
  private Optional<Progress.Task> task = Optional.empty();

  ProgressListener(Progress progress) {
    this.progress = progress;
  }

  private void start(String name, int epoch, int epochs, int images) {
    close();
    task = Optional.of(progress.startTransient("%s %s/%s".formatted(name, epoch, epochs), images));
  }

  private void advance(int images, String detail) {
    task.orElseThrow().advance(images, detail);
  }

  private void close() {
    task.ifPresent(Progress.Task::close);
    task = Optional.empty();
  }

  @Override
  public void epochStarted(EpochStarted event, TrainingControl control) {
    start("epoch", event.epoch(), event.epochs(), event.images());
  }

  @Override
  public void batchEnded(BatchEnded event, TrainingControl control) {
    advance(event.images(), String.format(Locale.ROOT, "loss %.4f", event.meanLoss()));
  }

  @Override
  public void validationStarted(ValidationStarted event, TrainingControl control) {
    start("validation", event.epoch(), event.epochs(), event.images());
  }

  @Override
  public void validationBatchEnded(ValidationBatchEnded event, TrainingControl control) {
    advance(event.images(), "");
  }

  @Override
  public void validationEnded(ValidationEnded event, TrainingControl control) {
    advance(
        0,
        event.outputs().size() == 1
            ? "loss %s, %s"
                .formatted(
                    number(event.measurements(), Metrics.LOSS), primary(event.measurements()))
            : event.outputs().entrySet().stream()
                .map(output -> output.getKey() + " " + primary(output.getValue()))
                .collect(Collectors.joining(", ")));
    close();
  }

  private static String primary(Measurements measured) {
    MetricDefinition<ScoredSamples> primary = Metrics.primary(measured.task());
    return primary.title() + " " + number(measured, primary);
  }

  private static String number(Measurements measured, MetricDefinition<ScoredSamples> metric) {
    return String.format(Locale.ROOT, "%.4f", measured.value(metric).orElse(Double.NaN));
  }

  @Override
  public void epochEnded(EpochEnded event, TrainingControl control) {
    close();
  }

  @Override
  public void runEnded(RunEnded event) {
    close();
  }

  @Override
  public void runFailed(RunFailed event) {
    close();
  }
}
