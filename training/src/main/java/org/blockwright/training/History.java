package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.blockwright.base.AtomicFiles;
import org.blockwright.dsl.Task;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.ScoredSamples;

/**
 * The training history: losses, metrics and times of each epoch. Immutable; reading history.csv
 * returns an equal history.
 *
 * <pre>{@code
 * History history = History.empty().with(new History.Epoch(
 *     1, 0.69, ImmutableMap.of("loss", 0.61, "accuracy", 0.7), 1e-4, 12.5, 0.3, ""));
 * history.best(Metric.of("validation_loss"));   // Optional[epoch 1]
 * history.writeCsv(Path.of("history.csv"));
 * }</pre>
 */
public final class History {
  private static final History EMPTY = new History(ImmutableList.of());

  private final ImmutableList<Epoch> epochs;

  private History(ImmutableList<Epoch> epochs) {
    this.epochs = epochs;
  }

  /**
   * One pass over the training samples.
   *
   * @param epoch number of the epoch, starting at 1
   * @param phase number of the phase, starting at 1; 1 without phases
   * @param trainLoss mean loss of the batches, each before its update; NaN if it diverged
   * @param validation metrics on the validation images after the epoch, by the key of {@link
   *     Metrics#OVERALL}; undefined ones are absent, and all without validation images. Of several
   *     outputs {@code loss} is the sum of their losses, and each has its own metrics with its
   *     name, such as {@code age/mae}
   * @param learningRate learning rate at the end of the epoch
   * @param seconds duration in seconds, including validation
   * @param dataWaitSeconds seconds of that spent waiting for decoded images
   * @param note a remark, such as {@code interrupted}; may be empty
   */
  public record Epoch(
      int epoch,
      int phase,
      double trainLoss,
      ImmutableMap<String, Double> validation,
      double learningRate,
      double seconds,
      double dataWaitSeconds,
      String note) {

    public Epoch {
      Objects.requireNonNull(validation, "validation");
      Objects.requireNonNull(note, "note");
      validation.keySet().forEach(ValidationMetric::ofKey);
    }

    /** Creates an epoch of a training without phases. */
    public Epoch(
        int epoch,
        double trainLoss,
        ImmutableMap<String, Double> validation,
        double learningRate,
        double seconds,
        double dataWaitSeconds,
        String note) {
      this(epoch, 1, trainLoss, validation, learningRate, seconds, dataWaitSeconds, note);
    }

    /**
     * Returns a metric of the only output on the validation images, or of several outputs the sum
     * of their losses; empty if it is undefined.
     */
    public OptionalDouble validation(MetricDefinition<ScoredSamples> metric) {
      return validation(ValidationMetric.of(metric));
    }

    /** Returns a metric on the validation images; empty if it is undefined. */
    public OptionalDouble validation(ValidationMetric metric) {
      Double value = validation.get(metric.key());
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Returns the metric that summarizes each output, see {@link History#primaryMetrics}. */
    List<ValidationMetric> primaryMetrics() {
      return HistoryMetrics.primary(List.of(this));
    }

    /** Returns the loss on the validation images; empty without validation images. */
    public OptionalDouble validationLoss() {
      return validation(Metrics.LOSS);
    }

    /** Returns the accuracy on the validation images; empty for tasks without accuracy. */
    public OptionalDouble validationAccuracy() {
      return validation(Metrics.ACCURACY);
    }

    /**
     * Returns a metric by its name in history.csv: {@code train_loss}, or {@code validation_} and
     * the key of an overall metric, for one of several outputs after its name, such as {@code
     * validation_age/mae}.
     *
     * @throws org.blockwright.base.UsageException if there is no metric with this name
     */
    public OptionalDouble value(String name) {
      if (name.equals(Metric.TRAIN_LOSS)) {
        return OptionalDouble.of(trainLoss);
      }
      return ValidationMetric.named(name)
          .filter(metric -> metric.output().isEmpty() || hasOutput(metric.output()))
          .map(this::validation)
          .orElseThrow(
              () ->
                  HistoryProblems.unknownMetric(
                      name,
                      validation.keySet().stream()
                          .map(ValidationMetric::ofKey)
                          .filter(metric -> !metric.output().isEmpty())
                          .map(ValidationMetric::name)
                          .toList()));
    }

    /** Returns whether there can be metrics of an output; any without validation images. */
    private boolean hasOutput(String output) {
      return validation.isEmpty()
          || validation.keySet().stream()
              .anyMatch(key -> ValidationMetric.ofKey(key).output().equals(output));
    }
  }

  /** Returns a history without epochs. */
  public static History empty() {
    return EMPTY;
  }

  /**
   * Returns a history of epochs.
   *
   * @throws org.blockwright.base.UsageException if their numbers do not increase
   */
  public static History of(List<Epoch> epochs) {
    for (int i = 1; i < epochs.size(); i++) {
      if (epochs.get(i).epoch() <= epochs.get(i - 1).epoch()) {
        throw HistoryProblems.epochsNotAscending(epochs.get(i - 1).epoch(), epochs.get(i).epoch());
      }
    }
    return new History(ImmutableList.copyOf(epochs));
  }

  /** Returns a copy with another epoch. */
  public History with(Epoch epoch) {
    return of(ImmutableList.<Epoch>builder().addAll(epochs).add(epoch).build());
  }

  /** Returns the epochs, in order. */
  public List<Epoch> epochs() {
    return epochs;
  }

  /**
   * Returns the task, recognized by the metrics: the first task that has all of them. {@link
   * Task#BINARY} has the same metrics as {@link Task#CLASSIFICATION}, which is also the task of a
   * history without validation. Of several outputs it is the task of the first.
   */
  public Task task() {
    return HistoryMetrics.task(epochs);
  }

  /**
   * Returns the metrics on the validation images that are columns of history.csv; of several
   * outputs the sum of their losses, then the metrics of each.
   */
  public List<ValidationMetric> metrics() {
    return HistoryMetrics.columns(epochs);
  }

  /**
   * Returns the metric that summarizes each output in one number beside the loss, see {@link
   * Metrics#primary}.
   */
  public List<ValidationMetric> primaryMetrics() {
    return HistoryMetrics.primary(epochs);
  }

  /** Returns whether there are epochs of more than the first phase. */
  public boolean hasPhases() {
    return epochs.stream().anyMatch(epoch -> epoch.phase() > 1);
  }

  /** Returns the last epoch; empty if there is none. */
  public Optional<Epoch> last() {
    return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
  }

  /** Returns the best epoch by a metric, the first one of equals; empty if no epoch has a value. */
  public Optional<Epoch> best(Metric metric) {
    Epoch best = null;
    double bestValue = Double.NaN;
    for (Epoch epoch : epochs) {
      double value = epoch.value(metric.name()).orElse(Double.NaN);
      if (metric.isBetter(value, bestValue)) {
        best = epoch;
        bestValue = value;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Returns the duration of all epochs in seconds. */
  public double seconds() {
    return epochs.stream().mapToDouble(Epoch::seconds).sum();
  }

  /** Returns the history as CSV, see {@link org.blockwright.base.Csv} and {@link #parseCsv}. */
  public String toCsv() {
    return HistoryCsv.format(epochs, hasPhases());
  }

  /** Writes history.csv. */
  public void writeCsv(Path file) {
    AtomicFiles.write(file, toCsv());
  }

  /**
   * Parses the text that {@link #toCsv} returns; every number is restored exactly.
   *
   * @throws org.blockwright.base.DataException if the text has another header, or a row is invalid
   */
  public static History parseCsv(String text) {
    return of(HistoryCsv.parse("history.csv", text));
  }

  /** Reads history.csv. */
  public static History readCsv(Path file) {
    return of(HistoryCsv.read(file));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof History h && epochs.equals(h.epochs);
  }

  @Override
  public int hashCode() {
    return epochs.hashCode();
  }

  @Override
  public String toString() {
    return "History" + epochs;
  }
}
