package org.blockwright.inference.metrics;

import static org.blockwright.dsl.Task.BINARY;
import static org.blockwright.dsl.Task.CLASSIFICATION;
import static org.blockwright.dsl.Task.MULTI_LABEL;
import static org.blockwright.dsl.Task.REGRESSION;
import static org.blockwright.inference.metrics.Direction.MAXIMIZE;
import static org.blockwright.inference.metrics.Direction.MINIMIZE;
import static org.blockwright.inference.metrics.IntervalMethod.BOOTSTRAP;
import static org.blockwright.inference.metrics.IntervalMethod.NONE;
import static org.blockwright.inference.metrics.IntervalMethod.WILSON;
import static org.blockwright.inference.metrics.Range.AT_MOST_ONE;
import static org.blockwright.inference.metrics.Range.CORRELATION;
import static org.blockwright.inference.metrics.Range.FRACTION;
import static org.blockwright.inference.metrics.Range.NON_NEGATIVE;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.dsl.Task;

/**
 * The table of metrics. Everything that names metrics reads it: measurements, JSON, text, reports,
 * history, early stopping and hyperparameter search. To add a metric, add a row. A key has the same
 * meaning and direction in all tasks to which it applies.
 */
public final class Metrics {
  private static final ImmutableSet<Task> CLASSES = Sets.immutableEnumSet(CLASSIFICATION, BINARY);
  private static final ImmutableSet<Task> LABELS = Sets.immutableEnumSet(MULTI_LABEL);
  private static final ImmutableSet<Task> NUMBERS = Sets.immutableEnumSet(REGRESSION);
  private static final ImmutableSet<Task> CLASSES_AND_LABELS =
      Sets.immutableEnumSet(CLASSIFICATION, BINARY, MULTI_LABEL);
  private static final ImmutableSet<Task> ALL = Sets.immutableEnumSet(List.of(Task.values()));

  /** TP/(TP+FN), also called sensitivity. */
  public static final MetricDefinition<OneVsRest> RECALL =
      new MetricDefinition<>(
          "recall",
          "recall",
          CLASSES_AND_LABELS,
          MAXIMIZE,
          FRACTION,
          WILSON,
          c -> new Ratio(c.truePositives(), c.support()));

  /** TP/(TP+FP). */
  public static final MetricDefinition<OneVsRest> PRECISION =
      new MetricDefinition<>(
          "precision",
          "precision",
          CLASSES_AND_LABELS,
          MAXIMIZE,
          FRACTION,
          WILSON,
          c -> new Ratio(c.truePositives(), c.predicted()));

  /** 2TP/(2TP+FP+FN). */
  public static final MetricDefinition<OneVsRest> F1 =
      new MetricDefinition<>(
          "f1",
          "F1",
          CLASSES_AND_LABELS,
          MAXIMIZE,
          FRACTION,
          BOOTSTRAP,
          c -> new Ratio(2 * c.truePositives(), c.support() + c.predicted()));

  private static final Function<OneVsRest, Ratio> CORRECT =
      c -> new Ratio(c.truePositives() + c.trueNegatives(), c.total());

  private static final MetricDefinition<OneVsRest> ROC_AUC_OF_CLASS =
      new MetricDefinition<>(
          "roc_auc", "ROC AUC", CLASSES_AND_LABELS, MAXIMIZE, FRACTION, NONE, OneVsRest::rocAuc);

  private static final MetricDefinition<OneVsRest> AVERAGE_PRECISION =
      new MetricDefinition<>(
          "average_precision",
          "average precision",
          CLASSES_AND_LABELS,
          MAXIMIZE,
          FRACTION,
          NONE,
          OneVsRest::averagePrecision);

  private static final MetricDefinition<OneVsRest> MAE_OF_TARGET =
      ofTarget(
          "mae",
          "MAE",
          MINIMIZE,
          NON_NEGATIVE,
          c -> c.errors().meanAbsoluteError(c.weights(), c.total()));

  private static final MetricDefinition<OneVsRest> RMSE_OF_TARGET =
      ofTarget(
          "rmse",
          "RMSE",
          MINIMIZE,
          NON_NEGATIVE,
          c -> c.errors().rootMeanSquaredError(c.weights(), c.total()));

  private static final MetricDefinition<OneVsRest> MEDIAN_ABSOLUTE_ERROR_OF_TARGET =
      ofTarget(
          "median_absolute_error",
          "median absolute error",
          MINIMIZE,
          NON_NEGATIVE,
          c -> c.errors().medianAbsoluteError(c.weights(), c.total()));

  private static final MetricDefinition<OneVsRest> R2_OF_TARGET =
      ofTarget("r2", "R2", MAXIMIZE, AT_MOST_ONE, c -> c.errors().r2(c.weights(), c.total()));

  private static final MetricDefinition<OneVsRest> PEARSON_CORRELATION_OF_TARGET =
      ofTarget(
          "pearson_correlation",
          "Pearson correlation",
          MAXIMIZE,
          CORRELATION,
          c -> c.errors().pearsonCorrelation(c.weights(), c.total()));

  private static final MetricDefinition<OneVsRest> INTERVAL_COVERAGE_OF_TARGET =
      new MetricDefinition<>(
          "interval_coverage",
          "interval coverage",
          NUMBERS,
          MAXIMIZE,
          FRACTION,
          WILSON,
          OneVsRest::intervalCoverage);

  /** Fraction of correct predictions. */
  public static final MetricDefinition<ScoredSamples> ACCURACY =
      new MetricDefinition<>(
          "accuracy",
          "accuracy",
          CLASSES,
          MAXIMIZE,
          FRACTION,
          WILSON,
          counts(ClassCounts::accuracy));

  /** Mean recall of the classes. */
  public static final MetricDefinition<ScoredSamples> BALANCED_ACCURACY =
      macroAverage("balanced_accuracy", "balanced accuracy", CLASSES, RECALL);

  /** Fraction of samples all of whose labels are predicted correctly. */
  public static final MetricDefinition<ScoredSamples> EXACT_MATCH =
      new MetricDefinition<>(
          "exact_match",
          "exact match",
          LABELS,
          MAXIMIZE,
          FRACTION,
          WILSON,
          ScoredSamples::exactMatch);

  /** Fraction of the labels of all samples that are predicted wrongly. */
  public static final MetricDefinition<ScoredSamples> HAMMING_LOSS =
      new MetricDefinition<>(
          "hamming_loss",
          "Hamming loss",
          LABELS,
          MINIMIZE,
          FRACTION,
          BOOTSTRAP,
          ScoredSamples::hammingLoss);

  /** Mean recall of the labels; of classes it is {@link #BALANCED_ACCURACY}. */
  public static final MetricDefinition<ScoredSamples> MACRO_RECALL =
      macroAverage("macro_recall", "macro recall", LABELS, RECALL);

  /** Mean precision of the classes or labels. */
  public static final MetricDefinition<ScoredSamples> MACRO_PRECISION =
      macroAverage("macro_precision", "macro precision", CLASSES_AND_LABELS, PRECISION);

  /** Mean F1 of the classes or labels. */
  public static final MetricDefinition<ScoredSamples> MACRO_F1 =
      macroAverage("macro_f1", "macro F1", CLASSES_AND_LABELS, F1);

  /** Recall over the labels of all samples. */
  public static final MetricDefinition<ScoredSamples> MICRO_RECALL =
      microAverage("micro_recall", "micro recall", RECALL);

  /** Precision over the labels of all samples. */
  public static final MetricDefinition<ScoredSamples> MICRO_PRECISION =
      microAverage("micro_precision", "micro precision", PRECISION);

  /** F1 over the labels of all samples. */
  public static final MetricDefinition<ScoredSamples> MICRO_F1 =
      microAverage("micro_f1", "micro F1", F1);

  /** Matthews correlation coefficient of several classes. */
  public static final MetricDefinition<ScoredSamples> MATTHEWS_CORRELATION =
      new MetricDefinition<>(
          "matthews_correlation",
          "Matthews correlation",
          CLASSES,
          MAXIMIZE,
          CORRELATION,
          BOOTSTRAP,
          counts(ClassCounts::matthewsCorrelation));

  /** Cohen's kappa: the agreement beyond chance. */
  public static final MetricDefinition<ScoredSamples> COHEN_KAPPA =
      new MetricDefinition<>(
          "cohen_kappa",
          "Cohen's kappa",
          CLASSES,
          MAXIMIZE,
          CORRELATION,
          BOOTSTRAP,
          counts(ClassCounts::cohenKappa));

  /** Mean average precision of the classes or labels. */
  public static final MetricDefinition<ScoredSamples> MACRO_AVERAGE_PRECISION =
      macroAverage("average_precision", "average precision", CLASSES_AND_LABELS, AVERAGE_PRECISION);

  /** Average precision over the labels of all samples. */
  public static final MetricDefinition<ScoredSamples> MICRO_AVERAGE_PRECISION =
      microAverage("micro_average_precision", "micro average precision", AVERAGE_PRECISION);

  /** Mean area under the ROC curve of the classes or labels. */
  public static final MetricDefinition<ScoredSamples> ROC_AUC =
      macroAverage("roc_auc", "ROC AUC", CLASSES_AND_LABELS, ROC_AUC_OF_CLASS);

  /** Mean absolute error, in the unit of the target. */
  public static final MetricDefinition<ScoredSamples> MAE = meanOverTargets(MAE_OF_TARGET);

  /** Root of the mean squared error, in the unit of the target. */
  public static final MetricDefinition<ScoredSamples> RMSE = meanOverTargets(RMSE_OF_TARGET);

  /** Median of the absolute errors, in the unit of the target. */
  public static final MetricDefinition<ScoredSamples> MEDIAN_ABSOLUTE_ERROR =
      meanOverTargets(MEDIAN_ABSOLUTE_ERROR_OF_TARGET);

  /** Coefficient of determination. */
  public static final MetricDefinition<ScoredSamples> R2 = meanOverTargets(R2_OF_TARGET);

  /** Correlation of true and predicted values. */
  public static final MetricDefinition<ScoredSamples> PEARSON_CORRELATION =
      meanOverTargets(PEARSON_CORRELATION_OF_TARGET);

  /** Fraction of true values within their prediction interval, see {@link PredictionIntervals}. */
  public static final MetricDefinition<ScoredSamples> INTERVAL_COVERAGE =
      meanOverTargets(INTERVAL_COVERAGE_OF_TARGET);

  /** Mean loss of the output, without label smoothing and weights; of classes in nats. */
  public static final MetricDefinition<ScoredSamples> LOSS =
      new MetricDefinition<>(
          "loss", "loss", ALL, MINIMIZE, NON_NEGATIVE, NONE, ScoredSamples::meanLoss);

  /** The metrics of one class, label or target, of all tasks. */
  public static final ImmutableList<MetricDefinition<OneVsRest>> OF_CLASS =
      ImmutableList.of(
          RECALL,
          PRECISION,
          F1,
          new MetricDefinition<>(
              "specificity",
              "specificity",
              CLASSES_AND_LABELS,
              MAXIMIZE,
              FRACTION,
              WILSON,
              c -> new Ratio(c.trueNegatives(), c.total() - c.support())),
          new MetricDefinition<>(
              "one_vs_rest_accuracy",
              "one-vs-rest accuracy",
              CLASSES,
              MAXIMIZE,
              FRACTION,
              WILSON,
              CORRECT),
          new MetricDefinition<>(
              "accuracy", "accuracy", LABELS, MAXIMIZE, FRACTION, WILSON, CORRECT),
          ROC_AUC_OF_CLASS,
          AVERAGE_PRECISION,
          MAE_OF_TARGET,
          RMSE_OF_TARGET,
          MEDIAN_ABSOLUTE_ERROR_OF_TARGET,
          R2_OF_TARGET,
          PEARSON_CORRELATION_OF_TARGET,
          INTERVAL_COVERAGE_OF_TARGET,
          new MetricDefinition<>(
              "loss", "loss", NUMBERS, MINIMIZE, NON_NEGATIVE, NONE, OneVsRest::meanLoss));

  /** The metrics over all classes, labels or targets, of all tasks; keys are unique. */
  public static final ImmutableList<MetricDefinition<ScoredSamples>> OVERALL =
      ImmutableList.of(
          ACCURACY,
          BALANCED_ACCURACY,
          EXACT_MATCH,
          HAMMING_LOSS,
          MACRO_RECALL,
          MACRO_PRECISION,
          MACRO_F1,
          MICRO_RECALL,
          MICRO_PRECISION,
          MICRO_F1,
          MATTHEWS_CORRELATION,
          COHEN_KAPPA,
          MACRO_AVERAGE_PRECISION,
          MICRO_AVERAGE_PRECISION,
          ROC_AUC,
          MAE,
          RMSE,
          MEDIAN_ABSOLUTE_ERROR,
          R2,
          PEARSON_CORRELATION,
          INTERVAL_COVERAGE,
          LOSS);

  private Metrics() {}

  /** Returns the metrics of a task over all classes, labels or targets. */
  public static List<MetricDefinition<ScoredSamples>> overall(Task task) {
    return OVERALL.stream().filter(metric -> metric.appliesTo(task)).toList();
  }

  /** Returns the metrics of a task for one class, label or target. */
  public static List<MetricDefinition<OneVsRest>> ofClass(Task task) {
    return OF_CLASS.stream().filter(metric -> metric.appliesTo(task)).toList();
  }

  /**
   * Returns an overall metric of any task.
   *
   * @throws org.blockwright.base.UsageException if there is no metric with this key
   */
  public static MetricDefinition<ScoredSamples> overall(String key) {
    return find(key).orElseThrow(() -> MeasurementProblems.unknownMetric(key, overallKeys()));
  }

  /**
   * Returns an overall metric of a task.
   *
   * @throws org.blockwright.base.UsageException if there is no metric with this key, or it does not
   *     apply to the task
   */
  public static MetricDefinition<ScoredSamples> overall(String key, Task task) {
    MetricDefinition<ScoredSamples> metric =
        find(key).orElseThrow(() -> MeasurementProblems.unknownMetric(key, overallKeys(task)));
    requireTask(metric, task);
    return metric;
  }

  /** Checks that a metric applies to a task. */
  static void requireTask(MetricDefinition<?> metric, Task task) {
    if (!metric.appliesTo(task)) {
      throw MeasurementProblems.metricOfOtherTask(metric, task, overallKeys(task));
    }
  }

  /** Returns the keys of the overall metrics of all tasks. */
  public static List<String> overallKeys() {
    return OVERALL.stream().map(MetricDefinition::key).toList();
  }

  /** Returns the keys of the overall metrics of a task. */
  public static List<String> overallKeys(Task task) {
    return overall(task).stream().map(MetricDefinition::key).toList();
  }

  /**
   * Returns the keys of the overall metrics of all tasks that can be monitored and optimized on
   * validation images: all but {@link #INTERVAL_COVERAGE}, whose value there is fixed, since the
   * intervals are calibrated on the validation images.
   */
  public static List<String> monitorKeys() {
    return OVERALL.stream()
        .filter(metric -> metric != INTERVAL_COVERAGE)
        .map(MetricDefinition::key)
        .toList();
  }

  /**
   * Returns the metric that summarizes a task in one number beside the loss: accuracy, macro F1 of
   * labels, mean absolute error of regression targets.
   */
  public static MetricDefinition<ScoredSamples> primary(Task task) {
    return switch (task) {
      case CLASSIFICATION, BINARY -> ACCURACY;
      case MULTI_LABEL -> MACRO_F1;
      case REGRESSION -> MAE;
    };
  }

  /** Returns the overall metric of a task that is the macro average of a class metric, if any. */
  public static Optional<MetricDefinition<ScoredSamples>> averageOf(
      MetricDefinition<OneVsRest> metric, Task task) {
    return overall(task).stream()
        .filter(m -> m.function() instanceof MacroAverage average && average.metric() == metric)
        .findFirst();
  }

  static Optional<MetricDefinition<ScoredSamples>> find(String key) {
    return OVERALL.stream().filter(m -> m.key().equals(key)).findFirst();
  }

  private static Function<ScoredSamples, Ratio> counts(Function<ClassCounts, Ratio> function) {
    return samples -> function.apply(samples.counts());
  }

  private static MetricDefinition<OneVsRest> ofTarget(
      String key,
      String title,
      Direction direction,
      Range range,
      Function<OneVsRest, Ratio> function) {
    return new MetricDefinition<>(key, title, NUMBERS, direction, range, BOOTSTRAP, function);
  }

  private static MetricDefinition<ScoredSamples> meanOverTargets(
      MetricDefinition<OneVsRest> metric) {
    return macroAverage(metric.key(), metric.title(), NUMBERS, metric);
  }

  private static MetricDefinition<ScoredSamples> macroAverage(
      String key, String title, ImmutableSet<Task> tasks, MetricDefinition<OneVsRest> metric) {
    return new MetricDefinition<>(
        key,
        title,
        tasks,
        metric.direction(),
        metric.range(),
        BOOTSTRAP,
        // Not predicting a class is a mistake; other metrics are undefined by the data alone.
        new MacroAverage(metric, metric == PRECISION));
  }

  private static MetricDefinition<ScoredSamples> microAverage(
      String key, String title, MetricDefinition<OneVsRest> metric) {
    return new MetricDefinition<>(
        key,
        title,
        LABELS,
        metric.direction(),
        metric.range(),
        BOOTSTRAP,
        new MicroAverage(metric));
  }
}
