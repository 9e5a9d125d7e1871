package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Task;
import org.junit.jupiter.api.Test;

/**
 * Compares the metrics of {@link Samples#randomPredictions} with reference values from Python:
 * metrics by scikit-learn, bootstrap intervals by NumPy with the same random numbers (SplitMix64
 * seeded with SHA-256 of "bootstrap:42"), see {@code bootstrap.py} in the test resources.
 */
class ReferenceImplementationTest {
  private static final Offset<Double> TOLERANCE = within(1e-9);

  private final Measurements m =
      Measurements.of(List.of("a", "b", "c", "d"), Samples.randomPredictions(), 42);

  @Test
  void confusionMatrixMatchesScikitLearn() {
    assertThat(m.matrix().counts())
        .isDeepEqualTo(new long[][] {{30, 5, 8, 4}, {5, 35, 7, 4}, {13, 8, 27, 2}, {7, 3, 8, 34}});
  }

  @Test
  void overallMetricsMatchScikitLearn() {
    assertThat(m.accuracy().value().orElseThrow()).isCloseTo(0.63, TOLERANCE);
    assertThat(m.value("balanced_accuracy").orElseThrow()).isCloseTo(0.6296046339976252, TOLERANCE);
    assertThat(m.value("macro_precision").orElseThrow()).isCloseTo(0.6361140819964349, TOLERANCE);
    assertThat(m.value("macro_f1").orElseThrow()).isCloseTo(0.6307107843137255, TOLERANCE);
    // Float probabilities do not add up to exactly 1; log_loss normalizes them.
    assertThat(m.loss().orElseThrow()).isCloseTo(1.0451329639369609, within(1e-6));
  }

  @Test
  void classMetricsMatchScikitLearn() {
    expect("precision", 0.5454545454545454, 0.6862745098039216, 0.54, 0.7727272727272727);
    expect("recall", 0.6382978723404256, 0.6862745098039216, 0.54, 0.6538461538461539);
    expect("f1", 0.5882352941176471, 0.6862745098039216, 0.54, 0.7083333333333334);
    expect(
        "specificity",
        0.8366013071895425,
        0.8926174496644296,
        0.8466666666666667,
        0.9324324324324325);
    expect("one_vs_rest_accuracy", 0.79, 0.84, 0.77, 0.86);
    expect("roc_auc", 0.8436935057711027, 0.8887353599157785, 0.7878, 0.8807822245322245);
  }

  @Test
  void bootstrapIntervalsMatchNumpy() {
    assertThat(m.groups()).isEqualTo(57);
    expect(m.accuracy().bootstrap(), 0.5644963630613536, 0.6923177083333333);
    expect(bootstrap("balanced_accuracy"), 0.5627760930770587, 0.6904027647243107);
    expect(bootstrap("macro_f1"), 0.5634582730588258, 0.6880568337833325);
    expect(bootstrap("matthews_correlation"), 0.4211923822448288, 0.5901123858748671);
    expect(bootstrap("cohen_kappa"), 0.4188584094366913, 0.589252811594682);
    expect(bootstrap("average_precision"), 0.6202159291983582, 0.7310830224431953);
    expect(bootstrap("roc_auc"), 0.8208606649317765, 0.877595542880781);
    expect(m.classes().get(0).recall().bootstrap(), 0.5, 0.7567567567567568);
    expect(m.classes().get(0).f1().bootstrap(), 0.4657475200755786, 0.6800103092783505);
  }

  @Test
  void metricsOfLabelsAndTheirBootstrapMatch() {
    List<Prediction> predictions =
        Samples.randomPredictions().stream()
            .map(
                p -> {
                  float[] targets = new float[4];
                  targets[p.trueClass()] = 1;
                  return Prediction.of(Task.MULTI_LABEL, p.key(), p.group(), targets, p.outputs());
                })
            .toList();
    Measurements labels =
        Measurements.of(
            Task.MULTI_LABEL,
            m.names(),
            predictions,
            Loss.binaryCrossEntropy(),
            new Thresholds(List.of(0.25, 0.25, 0.25, 0.25)),
            42);

    expect(labels, "exact_match", 0.125, 0.08252160460898325, 0.16753926701570682);
    expect(labels, "hamming_loss", 0.32, 0.29629410215903107, 0.3464306478405315);
    expect(labels, "micro_f1", 0.5761589403973509, 0.5448101025602944, 0.6045734277775139);
    expect(
        labels,
        "micro_average_precision",
        0.6781612674352229,
        0.618885110544126,
        0.7319832493626457);
    expect(labels, "roc_auc", 0.8502527725547764, 0.8208606649317765, 0.877595542880781);
  }

  @Test
  void metricsOfNumbersAndTheirBootstrapMatch() {
    List<Prediction> predictions =
        Samples.randomPredictions().stream()
            .map(
                p ->
                    Prediction.of(
                        Task.REGRESSION,
                        p.key(),
                        p.group(),
                        new float[] {p.trueClass()},
                        new float[] {3 * p.output(3)}))
            .toList();
    Measurements numbers =
        Measurements.of(
            Task.REGRESSION,
            List.of("class"),
            predictions,
            Loss.meanSquaredError(),
            Thresholds.defaults(0),
            42);

    expect(numbers, "mae", 1.0932809365540743, 0.9998178364837482, 1.1868676497913777);
    expect(numbers, "rmse", 1.2618336296523514, 1.1717855057332918, 1.344377868962911);
    expect(numbers, "median_absolute_error", 1.0, 0.8568451896309853, 1.2222222089767456);
    expect(numbers, "r2", -0.2853214739735843, -0.5370105397127265, -0.11046583184187589);
    expect(
        numbers,
        "pearson_correlation",
        0.45052813985522205,
        0.3456534516442592,
        0.5502921451198625);
  }

  private static void expect(Measurements m, String key, double value, double low, double high) {
    MetricValue actual = m.get(Metrics.overall(key, m.task()));
    assertThat(actual.value().orElseThrow()).as(key).isCloseTo(value, TOLERANCE);
    expect(actual.bootstrap(), low, high);
  }

  private Optional<Interval> bootstrap(String key) {
    return m.get(Metrics.overall(key)).bootstrap();
  }

  private static void expect(Optional<Interval> interval, double low, double high) {
    assertThat(interval.orElseThrow().low()).isCloseTo(low, TOLERANCE);
    assertThat(interval.orElseThrow().high()).isCloseTo(high, TOLERANCE);
  }

  private void expect(String key, double... values) {
    MetricDefinition<OneVsRest> metric =
        Metrics.OF_CLASS.stream().filter(d -> d.key().equals(key)).findFirst().orElseThrow();
    for (int c = 0; c < values.length; c++) {
      OptionalDouble value = m.classes().get(c).get(metric).value();
      assertThat(value.orElseThrow()).isCloseTo(values[c], TOLERANCE);
    }
  }
}
