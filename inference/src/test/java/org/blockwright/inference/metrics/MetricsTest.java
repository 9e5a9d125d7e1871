package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Floats;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Task;
import org.junit.jupiter.api.Test;

/** Properties of all rows of the table; {@link ScikitLearnTest} checks their values. */
class MetricsTest {

  /** The table of docs/metrics.md. */
  @Test
  void overallTableIs() {
    assertThat(Metrics.OVERALL.stream().map(MetricsTest::row))
        .containsExactly(
            "accuracy | accuracy | classification, binary | MAXIMIZE | [0, 1] | WILSON",
            "balanced_accuracy | balanced accuracy | classification, binary | MAXIMIZE | [0, 1]"
                + " | BOOTSTRAP",
            "exact_match | exact match | multi-label | MAXIMIZE | [0, 1] | WILSON",
            "hamming_loss | Hamming loss | multi-label | MINIMIZE | [0, 1] | BOOTSTRAP",
            "macro_recall | macro recall | multi-label | MAXIMIZE | [0, 1] | BOOTSTRAP",
            "macro_precision | macro precision | classification, binary, multi-label | MAXIMIZE"
                + " | [0, 1] | BOOTSTRAP",
            "macro_f1 | macro F1 | classification, binary, multi-label | MAXIMIZE | [0, 1]"
                + " | BOOTSTRAP",
            "micro_recall | micro recall | multi-label | MAXIMIZE | [0, 1] | BOOTSTRAP",
            "micro_precision | micro precision | multi-label | MAXIMIZE | [0, 1] | BOOTSTRAP",
            "micro_f1 | micro F1 | multi-label | MAXIMIZE | [0, 1] | BOOTSTRAP",
            "matthews_correlation | Matthews correlation | classification, binary | MAXIMIZE"
                + " | [-1, 1] | BOOTSTRAP",
            "cohen_kappa | Cohen's kappa | classification, binary | MAXIMIZE | [-1, 1] | BOOTSTRAP",
            "average_precision | average precision | classification, binary, multi-label | MAXIMIZE"
                + " | [0, 1] | BOOTSTRAP",
            "micro_average_precision | micro average precision | multi-label | MAXIMIZE | [0, 1]"
                + " | BOOTSTRAP",
            "roc_auc | ROC AUC | classification, binary, multi-label | MAXIMIZE | [0, 1]"
                + " | BOOTSTRAP",
            "mae | MAE | regression | MINIMIZE | [0, inf) | BOOTSTRAP",
            "rmse | RMSE | regression | MINIMIZE | [0, inf) | BOOTSTRAP",
            "median_absolute_error | median absolute error | regression | MINIMIZE | [0, inf)"
                + " | BOOTSTRAP",
            "r2 | R2 | regression | MAXIMIZE | (-inf, 1] | BOOTSTRAP",
            "pearson_correlation | Pearson correlation | regression | MAXIMIZE | [-1, 1]"
                + " | BOOTSTRAP",
            "interval_coverage | interval coverage | regression | MAXIMIZE | [0, 1] | BOOTSTRAP",
            "loss | loss | classification, binary, multi-label, regression | MINIMIZE | [0, inf)"
                + " | NONE");
  }

  @Test
  void classTableIs() {
    String labels = "classification, binary, multi-label";
    assertThat(Metrics.OF_CLASS.stream().map(MetricsTest::row))
        .containsExactly(
            "recall | recall | " + labels + " | MAXIMIZE | [0, 1] | WILSON",
            "precision | precision | " + labels + " | MAXIMIZE | [0, 1] | WILSON",
            "f1 | F1 | " + labels + " | MAXIMIZE | [0, 1] | BOOTSTRAP",
            "specificity | specificity | " + labels + " | MAXIMIZE | [0, 1] | WILSON",
            "one_vs_rest_accuracy | one-vs-rest accuracy | classification, binary | MAXIMIZE | [0, 1]"
                + " | WILSON",
            "accuracy | accuracy | multi-label | MAXIMIZE | [0, 1] | WILSON",
            "roc_auc | ROC AUC | " + labels + " | MAXIMIZE | [0, 1] | NONE",
            "average_precision | average precision | " + labels + " | MAXIMIZE | [0, 1] | NONE",
            "mae | MAE | regression | MINIMIZE | [0, inf) | BOOTSTRAP",
            "rmse | RMSE | regression | MINIMIZE | [0, inf) | BOOTSTRAP",
            "median_absolute_error | median absolute error | regression | MINIMIZE | [0, inf)"
                + " | BOOTSTRAP",
            "r2 | R2 | regression | MAXIMIZE | (-inf, 1] | BOOTSTRAP",
            "pearson_correlation | Pearson correlation | regression | MAXIMIZE | [-1, 1]"
                + " | BOOTSTRAP",
            "interval_coverage | interval coverage | regression | MAXIMIZE | [0, 1] | WILSON",
            "loss | loss | regression | MINIMIZE | [0, inf) | NONE");
  }

  private static String row(MetricDefinition<?> metric) {
    return "%s | %s | %s | %s | %s | %s"
        .formatted(
            metric.key(),
            metric.title(),
            metric.tasks().stream().map(Task::id).collect(Collectors.joining(", ")),
            metric.direction(),
            metric.range(),
            metric.interval());
  }

  @Test
  void everyMetricIsInATable() throws IllegalAccessException {
    List<MetricDefinition<?>> rows = new ArrayList<>(Metrics.OVERALL);
    rows.addAll(Metrics.OF_CLASS);
    for (Field field : Metrics.class.getDeclaredFields()) {
      if (field.getType() == MetricDefinition.class) {
        field.setAccessible(true);
        assertThat(rows).as(field.getName()).contains((MetricDefinition<?>) field.get(null));
      }
    }
  }

  @Test
  void keysAndTitlesAreUnique() {
    for (List<? extends MetricDefinition<?>> table : List.of(Metrics.OVERALL, Metrics.OF_CLASS)) {
      assertThat(table).extracting(MetricDefinition::key).doesNotHaveDuplicates();
      assertThat(table).extracting(MetricDefinition::title).doesNotHaveDuplicates();
    }
  }

  @Test
  void knowsTheAverageOfClassMetric() {
    assertThat(Metrics.averageOf(Metrics.RECALL, Task.CLASSIFICATION))
        .contains(Metrics.BALANCED_ACCURACY);
    assertThat(Metrics.averageOf(Metrics.RECALL, Task.MULTI_LABEL)).contains(Metrics.MACRO_RECALL);
    assertThat(Metrics.averageOf(Metrics.F1, Task.BINARY)).contains(Metrics.MACRO_F1);
    assertThat(
            Metrics.ofClass(Task.CLASSIFICATION).stream()
                .filter(m -> Metrics.averageOf(m, Task.CLASSIFICATION).isEmpty()))
        .extracting(MetricDefinition::key)
        .containsExactly("specificity", "one_vs_rest_accuracy");
  }

  @Test
  void tablesOfTasksHaveTheirRowsAndEndWithTheLoss() {
    assertThat(Metrics.overallKeys(Task.CLASSIFICATION))
        .containsExactly(
            "accuracy",
            "balanced_accuracy",
            "macro_precision",
            "macro_f1",
            "matthews_correlation",
            "cohen_kappa",
            "average_precision",
            "roc_auc",
            "loss")
        .isEqualTo(Metrics.overallKeys(Task.BINARY));
    assertThat(Metrics.overallKeys(Task.REGRESSION))
        .containsExactly(
            "mae",
            "rmse",
            "median_absolute_error",
            "r2",
            "pearson_correlation",
            "interval_coverage",
            "loss");
    for (Task task : Task.values()) {
      assertThat(Metrics.overall(task)).contains(Metrics.primary(task)).endsWith(Metrics.LOSS);
    }
  }

  @Test
  void intervalCoverageCannotBeMonitored() {
    assertThat(Metrics.monitorKeys())
        .doesNotContain("interval_coverage")
        .hasSize(Metrics.OVERALL.size() - 1);
  }

  @Test
  void everyMetricIsUndefinedWithoutSamples() {
    ScoredSamples none = ScoredSamples.of(3, new int[0], new float[0][], new double[0]);

    assertThat(values(none)).containsOnly(OptionalDouble.empty());
  }

  @Test
  void f1OfMissedClassIsZeroAndOfAbsentClassUndefined() {
    ScoredSamples samples =
        ScoredSamples.of(
            3, new int[] {1, 2}, new float[][] {{0, 0, 1}, {0, 0, 1}}, new double[] {1, 1});

    assertThat(Metrics.F1.compute(samples.oneVsRest(0))).isEmpty();
    assertThat(Metrics.F1.compute(samples.oneVsRest(1))).hasValue(0);
    assertThat(Metrics.PRECISION.compute(samples.oneVsRest(1))).isEmpty();
  }

  /** Which defines weights, and makes a bootstrap resample a vector of weights. */
  @Property(tries = 200)
  void weightIsTheNumberOfCopies(
      @ForAll Task task, @ForAll("samples") List<WeightedSample> samples) {
    List<WeightedSample> copies =
        samples.stream()
            .flatMap(s -> Stream.generate(() -> s.withWeight(1)).limit(s.weight()))
            .toList();

    List<OptionalDouble> weighted = values(scored(task, samples));
    List<OptionalDouble> copied = values(scored(task, copies));

    for (int i = 0; i < weighted.size(); i++) {
      assertThat(weighted.get(i).isPresent()).isEqualTo(copied.get(i).isPresent());
      assertThat(weighted.get(i).orElse(0)).isCloseTo(copied.get(i).orElse(0), within(1e-10));
    }
  }

  @Property(tries = 200)
  void everyDefinedValueIsInRangeAndNeverNan(
      @ForAll Task task, @ForAll("samples") List<WeightedSample> samples) {
    ScoredSamples scored = scored(task, samples);

    for (MetricDefinition<ScoredSamples> metric : Metrics.overall(scored.task())) {
      metric.compute(scored).ifPresent(value -> assertInRange(metric, value));
    }
    for (MetricDefinition<OneVsRest> metric : Metrics.ofClass(scored.task())) {
      metric.compute(scored.oneVsRest(1)).ifPresent(value -> assertInRange(metric, value));
    }
  }

  private static void assertInRange(MetricDefinition<?> metric, double value) {
    assertThat(value)
        .as(metric.key())
        .isFinite()
        .isBetween(metric.range().low() - 1e-12, metric.range().high() + 1e-12);
  }

  /** A sample of three classes with few distinct scores, so that ties occur. */
  record WeightedSample(int label, List<Integer> scores, int weight) {
    WeightedSample withWeight(int other) {
      return new WeightedSample(label, scores, other);
    }
  }

  @Provide
  Arbitrary<List<WeightedSample>> samples() {
    Arbitrary<Integer> small = Arbitraries.integers().between(0, 3);
    return Combinators.combine(Arbitraries.integers().between(0, 2), small.list().ofSize(3), small)
        .as(WeightedSample::new)
        .list()
        .ofMaxSize(12);
  }

  /** Returns samples with three classes, labels or targets, or with a binary classification. */
  private static ScoredSamples scored(Task task, List<WeightedSample> samples) {
    int units = task.units(3);
    ScoredSamples scored =
        ScoredSamples.of(
            task,
            units,
            samples.stream().map(s -> targets(task, s)).toArray(float[][]::new),
            samples.stream()
                .map(s -> Floats.toArray(s.scores().stream().map(score -> score / 4f).toList()))
                .map(scores -> Arrays.copyOf(scores, units))
                .toArray(float[][]::new),
            samples.stream().mapToDouble(WeightedSample::weight).toArray());
    return task == Task.REGRESSION
        ? scored.intervals(new PredictionIntervals(List.of(0.5, 0.5, 0.5)))
        : scored;
  }

  private static float[] targets(Task task, WeightedSample sample) {
    int label = sample.label();
    return switch (task) {
      case CLASSIFICATION ->
          new float[] {label == 0 ? 1 : 0, label == 1 ? 1 : 0, label == 2 ? 1 : 0};
      case BINARY -> new float[] {label / 2f};
      case MULTI_LABEL -> new float[] {label / 2, label % 2, label / 2f};
      case REGRESSION -> new float[] {label, label - sample.scores().get(0), 1.1f};
    };
  }

  /** Returns all metrics, those of the second class. */
  private static List<OptionalDouble> values(ScoredSamples samples) {
    return Stream.concat(
            Metrics.overall(samples.task()).stream().map(metric -> metric.compute(samples)),
            Metrics.ofClass(samples.task()).stream()
                .map(metric -> metric.compute(samples.oneVsRest(1))))
        .toList();
  }

  @Test
  void rejectsArraysOfDifferentSizes() {
    assertThatThrownBy(
            () -> ScoredSamples.of(2, new int[] {0}, new float[][] {{1, 0}}, new double[2]))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Samples of 2 classes need as many labels as rows of scores and weights, and 2 scores"
                + " in each row, got 1 labels, 1 rows of scores and 2 weights.");
    assertThatThrownBy(() -> ScoredSamples.of(2, new int[] {0}, new float[][] {{1}}, new double[1]))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void rejectsLabelOutOfRange() {
    assertThatThrownBy(
            () -> ScoredSamples.of(2, new int[] {2}, new float[][] {{1, 0}}, new double[1]))
        .isInstanceOf(UsageException.class)
        .hasMessage("Label 2 is out of range: labels of 2 classes are from 0 to 1.");
  }

  @Test
  void rankingOrdersScoresOfAnySignWithTies() {
    float[] scores = {-1, 0.5f, -0f, 0, -3};

    Ranking ranking = new Ranking(scores);

    assertThat(
            Arrays.stream(new int[] {0, 1, 2, 3, 4}).map(ranking::sample).mapToObj(i -> scores[i]))
        .usingElementComparator((a, b) -> a.floatValue() == b.floatValue() ? 0 : 1)
        .containsExactly(0.5f, 0f, 0f, -1f, -3f);
    assertThat(ranking.isTiedWithNext(0)).isFalse();
    assertThat(ranking.isTiedWithNext(1)).isTrue();
  }
}
