package org.blockwright.inference.metrics;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The metrics of a network on a list of samples. Immutable.
 *
 * <p>Macro averages are unweighted means over the classes that have true samples. An undefined
 * precision of such a class counts as 0, as in scikit-learn with {@code zero_division=0}, and is
 * listed in {@link #notes}.
 */
public final class Measurements {
  /** Lower bound of the probabilities in the loss, Keras's epsilon. */
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
   * Computes the metrics of predictions.
   *
   * @param classes the labels, in the order of the probabilities
   * @param predictions one for each sample; may be empty
   * @param seed seed of the bootstrap
   * @throws org.blockwright.base.UsageException if the number of probabilities or a class index
   *     does not match the classes
   */
  public static Measurements of(List<String> classes, List<Prediction> predictions, long seed) {
    ConfusionMatrix.Builder matrix = ConfusionMatrix.builder(classes);
    for (Prediction p : predictions) {
      if (p.classCount() != classes.size()) {
        throw MeasurementProblems.wrongProbabilityCount(p.key(), p.classCount(), classes);
      }
      if (p.trueClass() < 0 || p.trueClass() >= classes.size()) {
        throw MeasurementProblems.classIndexOutOfRange(
            "The true class of \"" + p.key() + "\"", p.trueClass(), classes);
      }
      matrix.add(p.trueClass(), p.predictedClass());
    }
    return new Measurements(matrix.build(), predictions, seed);
  }

  /** Returns the confusion matrix. */
  public ConfusionMatrix matrix() {
    return matrix;
  }

  /** Returns the predictions, in the order given. */
  public List<Prediction> predictions() {
    return predictions;
  }

  /** Returns the metrics of each class, in the order of the labels; classes without samples too. */
  public List<ClassMeasurements> classes() {
    return classes;
  }

  /** Returns the number of samples. */
  public int samples() {
    return predictions.size();
  }

  /** Returns the number of groups. */
  public int groups() {
    return bootstrap.groups;
  }

  /** Returns whether a group has several samples, so that Wilson's intervals are too narrow. */
  public boolean hasGroupedSamples() {
    return bootstrap.grouped;
  }

  /** Returns the seed of the bootstrap. */
  public long seed() {
    return seed;
  }

  /**
   * Returns the mean cross-entropy in nats, {@code -ln max(p, 1e-7)} of the true class; empty
   * without samples.
   */
  public OptionalDouble loss() {
    return loss;
  }

  /** Returns correct / total. */
  public MetricValue accuracy() {
    return fraction(matrix.correct(), matrix.total(), bootstrap.accuracy());
  }

  /** Returns the mean recall of the classes that have samples (macro recall). */
  public MetricValue balancedAccuracy() {
    return average(classCounts.macroRecall(), bootstrap.macroRecall());
  }

  /** Returns the mean precision of the classes that have samples. */
  public MetricValue macroPrecision() {
    return average(classCounts.macroPrecision(), bootstrap.macroPrecision());
  }

  /** Returns the mean of the F1 scores of the classes, not the F1 of the means. */
  public MetricValue macroF1() {
    return average(classCounts.macroF1(), bootstrap.macroF1());
  }

  /**
   * Returns an overall metric by its name in metrics.json, see {@link Metric#name}: {@code loss},
   * {@code accuracy}, {@code balanced_accuracy}, {@code macro_precision}, {@code macro_f1}.
   *
   * @throws org.blockwright.base.UsageException if the name is not one of these
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

  /** Returns remarks on undefined metrics and on groups, one sentence each; may be empty. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (samples() == 0) {
      notes.add("no samples: nothing is defined");
      return notes;
    }
    joinedNames(c -> matrix.support(c) == 0)
        .ifPresent(n -> notes.add("no true samples, excluded from the averages: " + n));
    joinedNames(c -> matrix.support(c) > 0 && matrix.predicted(c) == 0)
        .ifPresent(
            n -> notes.add("precision undefined for: " + n + " (counts as 0 in the average)"));
    if (hasGroupedSamples()) {
      notes.add(
          "%s samples in %s groups are not independent: the wider of Wilson's and the bootstrap interval is shown"
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
    long truePositives = matrix.truePositives(c);
    long trueNegatives = matrix.trueNegatives(c);
    long total = matrix.total();
    return new ClassMeasurements(
        matrix.names().get(c),
        matrix.support(c),
        matrix.predicted(c),
        fraction(truePositives, matrix.support(c), bootstrap.recall(c)),
        fraction(truePositives, matrix.predicted(c), bootstrap.precision(c)),
        fraction(trueNegatives, total - matrix.support(c), bootstrap.specificity(c)),
        average(classCounts.f1(c), bootstrap.f1(c)),
        fraction(truePositives + trueNegatives, total, bootstrap.oneVsRest(c)),
        RocAuc.of(predictions, c));
  }

  private MetricValue fraction(long part, long whole, Optional<Interval> resampled) {
    if (whole == 0) {
      return MetricValue.undefined();
    }
    return new MetricValue(
        OptionalDouble.of((double) part / whole),
        Interval.wilson(part, whole),
        bootstrap.grouped ? resampled : Optional.empty());
  }

  private static MetricValue average(double value, Optional<Interval> resampled) {
    return Double.isNaN(value)
        ? MetricValue.undefined()
        : new MetricValue(OptionalDouble.of(value), Optional.empty(), resampled);
  }

  /** Returns the text tables of {@link MeasurementsText}. */
  @Override
  public String toString() {
    return MeasurementsText.format(this);
  }
}
