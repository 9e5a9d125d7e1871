package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Task;
import org.junit.jupiter.api.Test;

/** Measurements of binary classifications, labels and numbers, computed by hand. */
class TaskMeasurementsTest {
  private static final Offset<Double> TOLERANCE = within(1e-9);

  private static Measurements measure(
      Task task, List<String> names, float[][] targets, float[][] outputs) {
    return Measurements.of(
        task,
        names,
        IntStream.range(0, targets.length)
            .mapToObj(i -> Prediction.of(task, "" + i, "" + i, targets[i], outputs[i]))
            .toList(),
        task.defaultLoss(),
        Thresholds.defaults(task, names.size()),
        42);
  }

  private static Measurements labels(float[][] targets, float[][] outputs) {
    return measure(Task.MULTI_LABEL, List.of("mass", "nodule"), targets, outputs);
  }

  /** Binary is a classification with the scores 1 - p and p. */
  @Test
  void binaryEqualsClassificationWithTwoClasses() {
    List<String> names = List.of("normal", "covid");
    float[] p = {0.25f, 0.75f, 0.625f, 0.375f, 0.875f, 0.5f};
    int[] classes = {0, 1, 0, 1, 1, 1};
    Measurements binary =
        Measurements.of(
            Task.BINARY,
            names,
            IntStream.range(0, p.length)
                .mapToObj(
                    i ->
                        Prediction.ofClass(
                            Task.BINARY, "" + i, "" + i, classes[i], new float[] {p[i]}))
                .toList(),
            Loss.binaryCrossEntropy(),
            Thresholds.defaults(1),
            42);
    // A class is predicted at 0.5 in a binary classification: 0.49 decides the tie in the same way.
    Measurements two =
        Measurements.of(
            names,
            IntStream.range(0, p.length)
                .mapToObj(
                    i ->
                        new Prediction(
                            "" + i,
                            "" + i,
                            classes[i],
                            p[i] == 0.5f
                                ? new float[] {0.49f, 0.5f}
                                : new float[] {1 - p[i], p[i]}))
                .toList(),
            42);

    for (MetricDefinition<ScoredSamples> metric : Metrics.overall(Task.BINARY)) {
      assertThat(binary.get(metric)).as(metric.key()).isEqualTo(two.get(metric));
    }
    assertThat(binary.matrix()).isEqualTo(two.matrix());
    assertThat(binary.classes().get(1).threshold()).hasValue(0.5);
    assertThat(binary.classes().get(0).threshold()).isEmpty();
    assertThat(binary.predictions().get(0).probability(0)).isEqualTo(0.75f);
  }

  /** Probabilities that 1 - p as a float cannot tell apart. */
  @Test
  void binaryRocAucIsThatOfBothClasses() {
    Measurements m =
        measure(
            Task.BINARY,
            List.of("a", "b"),
            new float[][] {{0}, {1}, {0}},
            new float[][] {{1e-10f}, {2e-10f}, {3e-10f}});

    assertThat(m.value(Metrics.ROC_AUC)).hasValue(0.5);
    assertThat(m.classes().get(0).matrix().counts()).isDeepEqualTo(new long[][] {{0, 1}, {0, 2}});
  }

  /** Two labels of four samples: mass TP 1, FN 1, TN 2; nodule TP 1, FP 1, TN 2. */
  @Test
  void labelsHaveMicroAndMacroMetrics() {
    Measurements m =
        labels(
            new float[][] {{1, 0}, {1, 0}, {0, 0}, {0, 1}},
            new float[][] {{0.8f, 0.1f}, {0.4f, 0.6f}, {0.3f, 0.2f}, {0.1f, 0.5f}});

    assertThat(m.value("exact_match")).hasValue(0.75);
    assertThat(m.value("hamming_loss")).hasValue(0.25);
    assertThat(m.value("micro_precision").orElseThrow()).isCloseTo(2 / 3.0, TOLERANCE);
    assertThat(m.value("micro_recall").orElseThrow()).isCloseTo(2 / 3.0, TOLERANCE);
    assertThat(m.value("macro_precision")).hasValue(0.75);
    assertThat(m.value("macro_recall")).hasValue(0.75);
    assertThat(m.value("macro_f1").orElseThrow()).isCloseTo(2 / 3.0, TOLERANCE);
    // AUC: mass is in order; nodule has one of three pairs in the wrong order.
    assertThat(m.value("roc_auc").orElseThrow()).isCloseTo((1 + 2 / 3.0) / 2, TOLERANCE);
    assertThat(m.classes().get(1).matrix())
        .isEqualTo(
            ConfusionMatrix.of(List.of("not nodule", "nodule"), new long[][] {{2, 1}, {0, 1}}));
    assertThat(m.classes().get(0).recall().wilson()).isEqualTo(Interval.wilson(1, 2));
    assertThat(m.get(Metrics.EXACT_MATCH).wilson()).isEqualTo(Interval.wilson(3, 4));
    assertThat(m.get(Metrics.MICRO_F1).wilson()).isEmpty();
    assertThat(m.get(Metrics.MICRO_F1).bootstrap()).isPresent();
    assertThat(m.notes()).isEmpty();
  }

  /** The mean over labels and samples of -ln 0.8, -ln 0.9, -ln 0.6 and -ln 0.5. */
  @Test
  void lossOfLabelsIsTheMeanOverLabels() {
    Measurements m =
        labels(new float[][] {{1, 0}, {0, 1}}, new float[][] {{0.8f, 0.1f}, {0.4f, 0.5f}});

    assertThat(m.loss().orElseThrow())
        .isCloseTo(
            -(Math.log(0.8) + Math.log(0.9) + Math.log(0.6) + Math.log(0.5)) / 4, within(1e-7));
  }

  /** A wrong probability of 0 counts as 1e-7. */
  @Test
  void lossOfCertainErrorIsFinite() {
    Measurements m =
        measure(Task.BINARY, List.of("a", "b"), new float[][] {{1}}, new float[][] {{0}});

    assertThat(m.loss().orElseThrow()).isCloseTo(16.118096, within(1e-6));
  }

  @Test
  void labelSmoothingAndWeightsDoNotChangeTheLoss() {
    List<Prediction> predictions =
        List.of(
            Prediction.of(
                Task.MULTI_LABEL, "1", "1", new float[] {1, 0}, new float[] {0.5f, 0.25f}));
    Loss smoothed = Loss.binaryCrossEntropy().labelSmoothing(0.2).labelWeights(List.of(3.0, 1.0));
    Measurements m =
        Measurements.of(
            Task.MULTI_LABEL,
            List.of("mass", "nodule"),
            predictions,
            smoothed,
            Thresholds.defaults(2),
            42);

    assertThat(m.loss().orElseThrow()).isCloseTo(-(Math.log(0.5) + Math.log(0.75)) / 2, TOLERANCE);
  }

  /** -(0.25 ln 0.5 + 0.75 ln 0.25); the true class is the second one. */
  @Test
  void softClassesHaveTheLargestAsTrueClass() {
    Measurements m =
        measure(
            Task.CLASSIFICATION,
            List.of("a", "b", "c"),
            new float[][] {{0.25f, 0.75f, 0}},
            new float[][] {{0.5f, 0.25f, 0.25f}});

    assertThat(m.predictions().get(0).trueClass()).isEqualTo(1);
    assertThat(m.accuracy().value()).hasValue(0);
    assertThat(m.loss().orElseThrow())
        .isCloseTo(-(0.25 * Math.log(0.5) + 0.75 * Math.log(0.25)), TOLERANCE);
  }

  @Test
  void softLabelIsTrueFromOneHalfOn() {
    Measurements m =
        labels(new float[][] {{0.5f, 0.49f}, {0.49f, 0.5f}}, new float[][] {{1, 0}, {0, 1}});

    assertThat(m.value("exact_match")).hasValue(1);
  }

  @Test
  void notesLabelsWithoutPositivesOrNegatives() {
    Measurements m =
        labels(new float[][] {{0, 1}, {0, 1}}, new float[][] {{0.8f, 0.1f}, {0.4f, 0.2f}});

    assertThat(m.notes())
        .containsExactly(
            "no positive sample, so that recall, average precision and ROC AUC are undefined;"
                + " excluded from the averages: mass",
            "no negative sample, so that specificity and ROC AUC are undefined: nodule",
            "precision undefined for: nodule (counts as 0 in the average)");
    assertThat(m.value("roc_auc")).isEmpty();
    assertThat(m.value("macro_recall")).hasValue(0);
    assertThat(m.classes().get(0).recall().value()).isEmpty();
  }

  private static Measurements numbers(float[][] targets, float[][] outputs) {
    return measure(Task.REGRESSION, List.of("ink [px]", "height [px]"), targets, outputs);
  }

  /** Errors 1, -1, 3 of ink around 2 (deviations -1, 0, 1); height has the errors 0, 0, 3. */
  @Test
  void numbersHaveMeansOverTargets() {
    Measurements m =
        numbers(new float[][] {{1, 5}, {2, 6}, {3, 7}}, new float[][] {{2, 5}, {1, 6}, {6, 10}});

    assertThat(ofTarget(m, 0, "mae").orElseThrow()).isCloseTo(5 / 3.0, TOLERANCE);
    assertThat(ofTarget(m, 0, "rmse").orElseThrow()).isCloseTo(Math.sqrt(11 / 3.0), TOLERANCE);
    assertThat(ofTarget(m, 0, "median_absolute_error")).hasValue(1);
    assertThat(ofTarget(m, 0, "r2")).hasValue(1 - 11 / 2.0);
    assertThat(ofTarget(m, 0, "loss").orElseThrow()).isCloseTo(11 / 3.0, TOLERANCE);
    // Deviations of the outputs from their mean 3 are -1, -2, 3.
    assertThat(ofTarget(m, 0, "pearson_correlation").orElseThrow())
        .isCloseTo(4 / Math.sqrt(2 * 14), TOLERANCE);
    assertThat(m.value("mae").orElseThrow()).isCloseTo((5 / 3.0 + 1) / 2, TOLERANCE);
    assertThat(m.value("r2").orElseThrow()).isCloseTo((-4.5 + 1 - 9 / 2.0) / 2, TOLERANCE);
    assertThat(m.value("loss").orElseThrow()).isCloseTo((11 / 3.0 + 3) / 2, TOLERANCE);
    assertThat(m.classes().get(0).support()).isEqualTo(3);
    assertThat(m.notes()).isEmpty();
  }

  private static OptionalDouble ofTarget(Measurements m, int target, String key) {
    MetricDefinition<OneVsRest> metric =
        Metrics.ofClass(Task.REGRESSION).stream()
            .filter(d -> d.key().equals(key))
            .findFirst()
            .orElseThrow();
    return m.classes().get(target).get(metric).value();
  }

  @Test
  void notesEqualValues() {
    Measurements m = numbers(new float[][] {{1, 5}, {1, 6}}, new float[][] {{2, 5}, {3, 5}});

    assertThat(m.notes())
        .containsExactly(
            "all true values are equal, so that R2 and Pearson correlation are undefined; excluded"
                + " from their averages: ink [px]",
            "all predicted values are equal, so that Pearson correlation is undefined; excluded"
                + " from its average: height [px]");
    assertThat(m.value("pearson_correlation")).isEmpty();
    assertThat(m.value("r2").orElseThrow()).isCloseTo(-1, TOLERANCE);
  }

  @Test
  void notesGroupsOfNumbers() {
    Prediction one =
        Prediction.of(Task.REGRESSION, "1", "patient", new float[] {1}, new float[] {2});
    Measurements m =
        Measurements.of(
            Task.REGRESSION,
            List.of("age"),
            List.of(
                one,
                Prediction.of(Task.REGRESSION, "2", "patient", new float[] {2}, new float[] {4})),
            Loss.huber(1),
            Thresholds.defaults(0),
            42);

    assertThat(m.notes())
        .containsExactly(
            "2 samples in 1 groups are not independent: intervals are those of a bootstrap over"
                + " groups");
    // Huber: 1/2 and 2 - 1/2.
    assertThat(m.loss()).hasValue(1);
  }

  @Test
  void jsonOfLabelsHasThresholdsAndConfusionPerLabel() {
    JsonNode node =
        MetricsJson.toNode(labels(new float[][] {{1, 0}}, new float[][] {{0.8f, 0.1f}}));

    assertThat(ImmutableList.copyOf(node.fieldNames()))
        .startsWith("task", "samples", "groups", "exact_match", "hamming_loss")
        .endsWith("loss", "labels", "notes", "bootstrap");
    assertThat(node.get("task").asText()).isEqualTo("multi-label");
    assertThat(ImmutableList.copyOf(node.at("/labels/0").fieldNames()))
        .containsExactly(
            "name",
            "support",
            "predicted",
            "threshold",
            "recall",
            "precision",
            "f1",
            "specificity",
            "accuracy",
            "roc_auc",
            "average_precision",
            "confusion");
    assertThat(node.at("/labels/0/confusion").toString()).isEqualTo("[[0,0],[0,1]]");
    assertThat(node.at("/labels/0/threshold").asDouble()).isEqualTo(0.5);
  }

  @Test
  void jsonOfBinaryHasThreshold() {
    JsonNode node =
        MetricsJson.toNode(
            measure(Task.BINARY, List.of("a", "b"), new float[][] {{1}}, new float[][] {{1}}));

    assertThat(ImmutableList.copyOf(node.fieldNames()))
        .containsSubsequence("loss", "threshold", "classes", "confusion", "notes");
    assertThat(node.get("task").asText()).isEqualTo("binary");
  }

  @Test
  void jsonOfNumbersHasHalfWidths() {
    Measurements m = numbers(new float[][] {{1, 5}, {2, 7}}, new float[][] {{2, 5}, {3, 5}});

    JsonNode node = MetricsJson.toNode(m.withIntervals(new PredictionIntervals(List.of(1.5, 2.0))));

    assertThat(node.at("/targets/1/interval_half_width").asDouble()).isEqualTo(2);
    assertThat(node.at("/targets/1/interval_coverage/value").asDouble()).isEqualTo(1);
    assertThat(ImmutableList.copyOf(node.at("/targets/0").fieldNames()))
        .startsWith("name", "samples", "interval_half_width", "mae", "rmse")
        .endsWith("loss");
    assertThat(node.has("confusion")).isFalse();
    assertThat(MetricsJson.toNode(m).at("/targets/0/interval_half_width").isNull()).isTrue();
    assertThat(MetricsJson.toNode(m).at("/interval_coverage/value").isNull()).isTrue();
  }

  @Test
  void textOfLabelsHasLineWithCountsPerLabel() {
    String text =
        labels(
                new float[][] {{1, 0}, {0, 1}, {0, 0}},
                new float[][] {{0.8f, 0.1f}, {0.4f, 0.5f}, {0.1f, 0.7f}})
            .toString();

    assertThat(text)
        .contains("exact match              0.6667")
        .contains("label   support  threshold  recall")
        .contains("nodule        1     0.5000  1.0000 [0.2065, 1.0000]  0.5000 [0.0945, 0.9055]")
        .contains(
            "label   true positives  false positives  false negatives  true negatives\n"
                + "mass                 1                0                0               2\n"
                + "nodule               1                1                0               1\n");
  }

  /** A new metric of regressions is a column of the text, or listed here if there is no space. */
  @Test
  void textOfTargetsOmitsSomeMetrics() {
    Measurements m =
        numbers(new float[][] {{1, 5}, {2, 6}, {3, 7}}, new float[][] {{2, 5}, {1, 6}, {6, 10}})
            .withIntervals(new PredictionIntervals(List.of(1.0, 2.5)));
    String header = m.toString().lines().filter(l -> l.startsWith("target ")).findFirst().get();

    assertThat(Metrics.ofClass(Task.REGRESSION).stream().map(MetricDefinition::title))
        .filteredOn(title -> !header.contains(title))
        .containsExactly("median absolute error", "Pearson correlation", "loss");
  }

  @Test
  void textOfNumbersHasLinePerTarget() {
    Measurements m =
        numbers(new float[][] {{1, 5}, {2, 6}, {3, 7}}, new float[][] {{2, 5}, {1, 6}, {6, 10}});

    assertThat(m.toString())
        .contains("median absolute error   0.5000")
        .contains("target       90 % of errors up to  MAE")
        .contains("ink [px]                      n/a  1.6667")
        .doesNotContain("interval coverage")
        .doesNotContain("true \\ predicted");
    assertThat(m.withIntervals(new PredictionIntervals(List.of(1.0, 2.5))).toString())
        .contains("height [px]                2.5000  1.0000")
        .contains("interval coverage");
  }
}
