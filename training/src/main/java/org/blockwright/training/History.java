package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.blockwright.base.AtomicFiles;
import org.blockwright.inference.metrics.Metric;

/**
 * The training history: losses, metrics and times of each epoch. Immutable; reading history.csv
 * returns an equal history.
 *
 * <pre>{@code
 * History history = History.empty().with(new History.Epoch(
 *     1, 0.69, OptionalDouble.of(0.61), OptionalDouble.of(0.7), 1e-4, 12.5, 0.3, ""));
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
   * @param trainLoss mean loss of the batches, each before its update; NaN if it diverged
   * @param validationLoss loss on the validation images after the epoch, if there are any
   * @param validationAccuracy accuracy on the validation images, in [0, 1]
   * @param learningRate learning rate at the end of the epoch
   * @param seconds duration in seconds, including validation
   * @param secondsWaiting seconds of that spent waiting for decoded images
   * @param note a remark, such as {@code interrupted}; may be empty
   */
  public record Epoch(
      int epoch,
      double trainLoss,
      OptionalDouble validationLoss,
      OptionalDouble validationAccuracy,
      double learningRate,
      double seconds,
      double secondsWaiting,
      String note) {

    public Epoch {
      Objects.requireNonNull(validationLoss, "validationLoss");
      Objects.requireNonNull(validationAccuracy, "validationAccuracy");
      Objects.requireNonNull(note, "note");
    }

    /**
     * Returns a metric by its name in history.csv: {@code train_loss}, {@code validation_loss},
     * {@code validation_accuracy}.
     *
     * @throws org.blockwright.base.UsageException if the name is not one of these
     */
    public OptionalDouble value(String metric) {
      return switch (metric) {
        case "train_loss" -> OptionalDouble.of(trainLoss);
        case "validation_loss" -> validationLoss;
        case "validation_accuracy" -> validationAccuracy;
        default -> throw HistoryProblems.unknownMetric(metric);
      };
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

  /** Returns the history as CSV (RFC 4180), see {@link #parseCsv}. */
  public String toCsv() {
    return HistoryCsv.format(epochs);
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
