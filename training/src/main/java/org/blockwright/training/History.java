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
 * What happened in each epoch of a run. Immutable, and the same again when read back from
 * history.csv.
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
   * @param epoch its number, from 1
   * @param trainLoss mean loss of its batches, each before its update; NaN where it diverged
   * @param validationLoss after the epoch, if there is a validation side
   * @param validationAccuracy after the epoch, in [0, 1]
   * @param learningRate the learning rate it ended with
   * @param seconds how long it took, validation included
   * @param secondsWaiting how long of that the network waited for pictures
   * @param note what is worth knowing, for instance that the rate was lowered; may be empty
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
     * A figure by its name in history.csv: {@code train_loss}, {@code validation_loss}, {@code
     * validation_accuracy}.
     *
     * @throws org.blockwright.base.UsageException for any other name
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

  public static History empty() {
    return EMPTY;
  }

  /** Epochs in rising order. */
  public static History of(List<Epoch> epochs) {
    for (int i = 1; i < epochs.size(); i++) {
      if (epochs.get(i).epoch() <= epochs.get(i - 1).epoch()) {
        throw HistoryProblems.epochsNotAscending(epochs.get(i - 1).epoch(), epochs.get(i).epoch());
      }
    }
    return new History(ImmutableList.copyOf(epochs));
  }

  /** A copy with one epoch more. */
  public History with(Epoch epoch) {
    return of(ImmutableList.<Epoch>builder().addAll(epochs).add(epoch).build());
  }

  public List<Epoch> epochs() {
    return epochs;
  }

  public Optional<Epoch> last() {
    return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
  }

  /** The epoch whose figure is best, the first of equals; empty where none has it. */
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

  /** Seconds of all epochs. */
  public double seconds() {
    return epochs.stream().mapToDouble(Epoch::seconds).sum();
  }

  /** A table as RFC 4180 has it, see {@link #parseCsv}. */
  public String toCsv() {
    return HistoryCsv.format(epochs);
  }

  /** Writes history.csv. */
  public void writeCsv(Path file) {
    AtomicFiles.write(file, toCsv());
  }

  /**
   * Reads what {@link #toCsv} wrote; every number comes back bit by bit.
   *
   * @throws org.blockwright.base.DataException where the text is no such table
   */
  public static History parseCsv(String text) {
    return of(HistoryCsv.parse("history.csv", text));
  }

  /** Reads a history.csv. */
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
