package org.blockwright.inference.metrics;

import static org.blockwright.inference.metrics.Direction.MAXIMIZE;
import static org.blockwright.inference.metrics.Direction.MINIMIZE;
import static org.blockwright.inference.metrics.IntervalMethod.BOOTSTRAP;
import static org.blockwright.inference.metrics.IntervalMethod.NONE;
import static org.blockwright.inference.metrics.IntervalMethod.WILSON;
import static org.blockwright.inference.metrics.Range.CORRELATION;
import static org.blockwright.inference.metrics.Range.FRACTION;
import static org.blockwright.inference.metrics.Range.NON_NEGATIVE;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The table of metrics. Everything that names metrics reads it: measurements, JSON, text, reports,
 * history, early stopping and hyperparameter search. To add a metric, add a row.
 */
public final class Metrics {
  /** TP/(TP+FN), also called sensitivity. */
  public static final MetricDefinition<OneVsRest> RECALL =
      new MetricDefinition<>(
          "recall",
          "recall",
          MAXIMIZE,
          FRACTION,
          WILSON,
          c -> new Ratio(c.truePositives(), c.support()));

  /** TP/(TP+FP). */
  public static final MetricDefinition<OneVsRest> PRECISION =
      new MetricDefinition<>(
          "precision",
          "precision",
          MAXIMIZE,
          FRACTION,
          WILSON,
          c -> new Ratio(c.truePositives(), c.predicted()));

  /** 2TP/(2TP+FP+FN). */
  public static final MetricDefinition<OneVsRest> F1 =
      new MetricDefinition<>(
          "f1",
          "F1",
          MAXIMIZE,
          FRACTION,
          BOOTSTRAP,
          c -> new Ratio(2 * c.truePositives(), c.support() + c.predicted()));

  private static final MetricDefinition<OneVsRest> AVERAGE_PRECISION =
      new MetricDefinition<>(
          "average_precision",
          "average precision",
          MAXIMIZE,
          FRACTION,
          NONE,
          OneVsRest::averagePrecision);

  /** Fraction of correct predictions. */
  public static final MetricDefinition<ScoredSamples> ACCURACY =
      new MetricDefinition<>(
          "accuracy", "accuracy", MAXIMIZE, FRACTION, WILSON, counts(ClassCounts::accuracy));

  /** Mean recall of the classes. */
  public static final MetricDefinition<ScoredSamples> BALANCED_ACCURACY =
      macroAverage("balanced_accuracy", "balanced accuracy", RECALL);

  /** Mean precision of the classes. */
  public static final MetricDefinition<ScoredSamples> MACRO_PRECISION =
      macroAverage("macro_precision", "macro precision", PRECISION);

  /** Mean F1 of the classes. */
  public static final MetricDefinition<ScoredSamples> MACRO_F1 =
      macroAverage("macro_f1", "macro F1", F1);

  /** Matthews correlation coefficient of several classes. */
  public static final MetricDefinition<ScoredSamples> MATTHEWS_CORRELATION =
      new MetricDefinition<>(
          "matthews_correlation",
          "Matthews correlation",
          MAXIMIZE,
          CORRELATION,
          BOOTSTRAP,
          counts(ClassCounts::matthewsCorrelation));

  /** Cohen's kappa: the agreement beyond chance. */
  public static final MetricDefinition<ScoredSamples> COHEN_KAPPA =
      new MetricDefinition<>(
          "cohen_kappa",
          "Cohen's kappa",
          MAXIMIZE,
          CORRELATION,
          BOOTSTRAP,
          counts(ClassCounts::cohenKappa));

  /** Mean average precision of the classes. */
  public static final MetricDefinition<ScoredSamples> MACRO_AVERAGE_PRECISION =
      macroAverage("average_precision", "average precision", AVERAGE_PRECISION);

  /** Mean cross-entropy in nats. */
  public static final MetricDefinition<ScoredSamples> LOSS =
      new MetricDefinition<>(
          "loss", "loss", MINIMIZE, NON_NEGATIVE, NONE, ScoredSamples::crossEntropy);

  /** The metrics of a class against the rest. */
  public static final ImmutableList<MetricDefinition<OneVsRest>> OF_CLASS =
      ImmutableList.of(
          RECALL,
          PRECISION,
          F1,
          new MetricDefinition<>(
              "specificity",
              "specificity",
              MAXIMIZE,
              FRACTION,
              WILSON,
              c -> new Ratio(c.trueNegatives(), c.total() - c.support())),
          new MetricDefinition<>(
              "one_vs_rest",
              "one-vs-rest accuracy",
              MAXIMIZE,
              FRACTION,
              WILSON,
              c -> new Ratio(c.truePositives() + c.trueNegatives(), c.total())),
          new MetricDefinition<>("roc_auc", "ROC AUC", MAXIMIZE, FRACTION, NONE, OneVsRest::rocAuc),
          AVERAGE_PRECISION);

  /** The metrics over all classes. */
  public static final ImmutableList<MetricDefinition<ScoredSamples>> OVERALL =
      ImmutableList.of(
          ACCURACY,
          BALANCED_ACCURACY,
          MACRO_PRECISION,
          MACRO_F1,
          MATTHEWS_CORRELATION,
          COHEN_KAPPA,
          MACRO_AVERAGE_PRECISION,
          LOSS);

  private Metrics() {}

  /**
   * Returns an overall metric.
   *
   * @throws org.blockwright.base.UsageException if there is no metric with this key
   */
  public static MetricDefinition<ScoredSamples> overall(String key) {
    return find(key).orElseThrow(() -> MeasurementProblems.unknownMetric(key, overallKeys()));
  }

  /** Returns the keys of the overall metrics. */
  public static List<String> overallKeys() {
    return OVERALL.stream().map(MetricDefinition::key).toList();
  }

  /** Returns the overall metric that is the macro average of a class metric, if there is one. */
  public static Optional<MetricDefinition<ScoredSamples>> averageOf(
      MetricDefinition<OneVsRest> metric) {
    return OVERALL.stream()
        .filter(m -> m.function() instanceof MacroAverage average && average.metric() == metric)
        .findFirst();
  }

  static Optional<MetricDefinition<ScoredSamples>> find(String key) {
    return OVERALL.stream().filter(m -> m.key().equals(key)).findFirst();
  }

  private static Function<ScoredSamples, Ratio> counts(Function<ClassCounts, Ratio> function) {
    return samples -> function.apply(samples.counts());
  }

  private static MetricDefinition<ScoredSamples> macroAverage(
      String key, String title, MetricDefinition<OneVsRest> metric) {
    return new MetricDefinition<>(
        key, title, metric.direction(), metric.range(), BOOTSTRAP, new MacroAverage(metric));
  }
}
