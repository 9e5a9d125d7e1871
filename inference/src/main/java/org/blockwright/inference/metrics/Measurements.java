package org.blockwright.inference.metrics;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * All that is known about a network on one list of samples. Immutable.
 *
 * <p>Averages over classes ("macro") are plain means over the classes that occur in the truth; an
 * undefined precision of such a class counts 0 (as scikit-learn does with {@code zero_division=0})
 * and {@link #notes} says so.
 */
public final class Measurements {
  /** Probabilities below this count as this in the loss, as Keras's epsilon. */
  private static final double MIN_PROBABILITY = 1e-7;

  private static final ImmutableList<String> METRICS =
      ImmutableList.of("loss", "accuracy", "balanced_accuracy", "macro_precision", "macro_f1");

  private final ImmutableList<Prediction> predictions;
  private final ConfusionMatrix matrix;
  private final ClassCounts classCounts;
  private final Bootstrap bootstrap;
  private final ImmutableList<ClassMeasurements> classes;
  private final OptionalDouble loss;
  private final long seed;

  private Measurements(ConfusionMatrix matrix, List<Prediction> predictions, long seed) {
    this.predictions = ImmutableList.copyOf(predictions);
    this.matrix = matrix;
    this.seed = seed;
    classCounts = matrix.classCounts();
    bootstrap = new Bootstrap(this.predictions, matrix.size(), seed);
    classes =
        IntStream.range(0, matrix.size())
            .mapToObj(this::classMeasurements)
            .collect(ImmutableList.toImmutableList());
    loss =
        predictions.stream()
            .mapToDouble(p -> -Math.log(Math.max(p.probability(p.trueClass()), MIN_PROBABILITY)))
            .average();
  }

  /**
   * Measures.
   *
   * @param classes the labels, in the order of the probabilities
   * @param predictions what was said about each sample; may be empty
   * @param seed of the bootstrap
   * @throws org.blockwright.base.UsageException where a prediction does not fit the classes
   */
  public static Measurements of(List<String> classes, List<Prediction> predictions, long seed) {
    ConfusionMatrix.Builder matrix = ConfusionMatrix.builder(classes);
    for (Prediction p : predictions) {
      if (p.classCount() != classes.size()) {
        throw MeasurementProblems.wrongProbabilityCount(p.key(), p.classCount(), classes);
      }
      if (p.trueClass() < 0 || p.trueClass() >= classes.size()) {
        throw MeasurementProblems.classIndexOutOfRange(
            "The truth of \"" + p.key() + "\"", p.trueClass(), classes);
      }
      matrix.add(p.trueClass(), p.predictedClass());
    }
    return new Measurements(matrix.build(), predictions, seed);
  }

  public ConfusionMatrix matrix() {
    return matrix;
  }

  /** In the order given. */
  public List<Prediction> predictions() {
    return predictions;
  }

  /** In the order of the labels, those without samples too. */
  public List<ClassMeasurements> classes() {
    return classes;
  }

  public int samples() {
    return predictions.size();
  }

  public int groups() {
    return bootstrap.groups;
  }

  /** Whether a group has more than one sample, so that Wilson's intervals are too narrow. */
  public boolean hasGroupedSamples() {
    return bootstrap.grouped;
  }

  /** The seed of the bootstrap's draws. */
  public long seed() {
    return seed;
  }

  /**
   * Mean cross-entropy in nats, {@code -ln max(p, 1e-7)} of the true class; empty without samples.
   */
  public OptionalDouble loss() {
    return loss;
  }

  /** Correct of all. */
  public MetricValue accuracy() {
    return fraction(matrix.correct(), matrix.total(), bootstrap.accuracy());
  }

  /** Mean recall over the classes that occur, the same as macro recall. */
  public MetricValue balancedAccuracy() {
    return average(classCounts.macroRecall(), bootstrap.macroRecall());
  }

  public MetricValue macroPrecision() {
    return average(classCounts.macroPrecision(), bootstrap.macroPrecision());
  }

  /** The mean of the classes' F1, not the F1 of the means. */
  public MetricValue macroF1() {
    return average(classCounts.macroF1(), bootstrap.macroF1());
  }

  /**
   * A figure of the whole network by its name in metrics.json, as a {@link Metric} carries it:
   * {@code loss}, {@code accuracy}, {@code balanced_accuracy}, {@code macro_precision}, {@code
   * macro_f1}.
   *
   * @throws org.blockwright.base.UsageException for any other name
   */
  public OptionalDouble value(String name) {
    return switch (name) {
      case "loss" -> loss;
      case "accuracy" -> accuracy().value();
      case "balanced_accuracy" -> balancedAccuracy().value();
      case "macro_precision" -> macroPrecision().value();
      case "macro_f1" -> macroF1().value();
      default -> throw MeasurementProblems.unknownMetric(name, METRICS);
    };
  }

  /** What must be said beside the figures, one sentence each; empty where there is nothing. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (samples() == 0) {
      notes.add("no samples: nothing is defined");
      return notes;
    }
    joinedNames(c -> matrix.support(c) == 0)
        .ifPresent(n -> notes.add("no true samples, left out of the averages: " + n));
    joinedNames(c -> matrix.support(c) > 0 && matrix.predicted(c) == 0)
        .ifPresent(n -> notes.add("precision undefined for: " + n + " (counts 0 in the average)"));
    if (hasGroupedSamples()) {
      notes.add(
          "%s samples in %s groups are not independent: of Wilson's and the bootstrap's interval the wider counts"
              .formatted(samples(), groups()));
    }
    return ImmutableList.copyOf(notes);
  }

  private Optional<String> joinedNames(IntPredicate which) {
    List<String> names =
        IntStream.range(0, matrix.size()).filter(which).mapToObj(matrix.names()::get).toList();
    return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
  }

  private ClassMeasurements classMeasurements(int c) {
    long hits = matrix.truePositives(c);
    long negatives = matrix.trueNegatives(c);
    long total = matrix.total();
    return new ClassMeasurements(
        matrix.names().get(c),
        matrix.support(c),
        matrix.predicted(c),
        fraction(hits, matrix.support(c), bootstrap.recall(c)),
        fraction(hits, matrix.predicted(c), bootstrap.precision(c)),
        fraction(negatives, total - matrix.support(c), bootstrap.specificity(c)),
        average(classCounts.f1(c), bootstrap.f1(c)),
        fraction(hits + negatives, total, bootstrap.oneVsRest(c)),
        RocAuc.of(predictions, c));
  }

  private MetricValue fraction(long part, long whole, Optional<Interval> drawn) {
    if (whole == 0) {
      return MetricValue.undefined();
    }
    return new MetricValue(
        OptionalDouble.of((double) part / whole),
        Interval.wilson(part, whole),
        bootstrap.grouped ? drawn : Optional.empty());
  }

  private static MetricValue average(double value, Optional<Interval> drawn) {
    return Double.isNaN(value)
        ? MetricValue.undefined()
        : new MetricValue(OptionalDouble.of(value), Optional.empty(), drawn);
  }

  /** The table that a terminal shows, see {@link MeasurementsText}. */
  @Override
  public String toString() {
    return MeasurementsText.format(this);
  }
}
