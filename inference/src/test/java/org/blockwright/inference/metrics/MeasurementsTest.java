package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
  private static final Offset<Double> FOUR_DIGITS = within(0.00005);

  /** The metrics of both matrices in this class were computed by hand. */
  @Test
  void matrixHasExpectedMetrics() {
    Measurements m = measure(new long[][] {{9, 1, 0}, {2, 36, 5}, {0, 6, 34}});

    expect(m, 0, 0.9000, 0.8182, 0.8571);
    expect(m, 1, 0.8372, 0.8372, 0.8372);
    expect(m, 2, 0.8500, 0.8718, 0.8608);
    expectMacro(m, 0.8624, 0.8424, 0.8517, 0.8495);
    assertThat(m.notes()).isEmpty();
  }

  @Test
  void precisionOfNeverPredictedClassIsUndefinedAndCountsAsZero() {
    Measurements m = measure(new long[][] {{0, 1, 9}, {0, 40, 3}, {0, 6, 34}});

    assertThat(m.classes().get(0).precision()).isEqualTo(MetricValue.undefined());
    assertThat(m.classes().get(0).recall().value()).hasValue(0);
    assertThat(m.classes().get(0).f1().value()).hasValue(0);
    expect(m, 1, 0.9302, 0.8511, 0.8889);
    expect(m, 2, 0.8500, 0.7391, 0.7907);
    expectMacro(m, 0.5934, 0.5301, 0.5599, 0.7957);
    assertThat(m.notes())
        .containsExactly("precision undefined for: COVID-19 (counts as 0 in the average)");
  }

  @Test
  void classWithoutSamplesIsExcludedFromAverages() {
    Measurements m = measure(new long[][] {{0, 0, 0}, {1, 8, 1}, {0, 2, 8}});

    assertThat(m.value("balanced_accuracy")).hasValue(0.8);
    assertThat(m.classes().get(0).recall()).isEqualTo(MetricValue.undefined());
    assertThat(m.classes().get(0).precision().value()).hasValue(0);
    assertThat(ofClass(m, 0, "roc_auc").value()).isEmpty();
    assertThat(m.notes()).containsExactly("no true samples, excluded from the averages: COVID-19");
  }

  @Test
  void everythingIsUndefinedWithoutSamples() {
    Measurements m = Measurements.of(Samples.LABELS, List.of(), 42);

    assertThat(m.accuracy()).isEqualTo(MetricValue.undefined());
    assertThat(overall(m, "macro_f1")).isEqualTo(MetricValue.undefined());
    assertThat(m.loss()).isEmpty();
    assertThat(m.notes()).containsExactly("no samples: nothing is defined");
  }

  /** -ln 0.8 = 0.223144; probability 0 counts as -ln 1e-7 = 16.118096. */
  @Test
  void lossIsMeanCrossEntropyAndNeverInfinite() {
    Measurements m =
        Measurements.of(
            List.of("a", "b"),
            List.of(
                new Prediction("1", "1", 0, new float[] {0.8f, 0.2f}),
                new Prediction("2", "2", 1, new float[] {1, 0})),
            42);

    assertThat(m.loss().orElseThrow()).isCloseTo((0.223144 + 16.118096) / 2, within(1e-6));
  }

  /** Of the four pairs two are in order and one is a tie: (1 + 1 + 0.5 + 0) / 4. */
  @Test
  void rocAucCountsTiesHalf() {
    Measurements m =
        Measurements.of(
            List.of("a", "b"),
            List.of(
                new Prediction("1", "1", 0, new float[] {0.9f, 0.1f}),
                new Prediction("2", "2", 0, new float[] {0.4f, 0.6f}),
                new Prediction("3", "3", 1, new float[] {0.4f, 0.6f}),
                new Prediction("4", "4", 1, new float[] {0.7f, 0.3f})),
            42);

    assertThat(ofClass(m, 0, "roc_auc").value()).hasValue(0.625);
  }

  @Test
  void averagesHaveNoWilsonIntervalAndFractionsOfUngroupedSamplesNoBootstrap() {
    Measurements m = measure(new long[][] {{9, 1, 0}, {2, 36, 5}, {0, 6, 34}});

    assertThat(overall(m, "macro_f1").wilson()).isEmpty();
    assertThat(overall(m, "macro_f1").bootstrap()).isPresent();
    assertThat(m.classes().get(0).f1().wilson()).isEmpty();
    assertThat(m.classes().get(0).f1().bootstrap()).isPresent();
    assertThat(m.accuracy().bootstrap()).isEmpty();
    assertThat(m.classes().get(0).recall().wilson()).isEqualTo(Interval.wilson(9, 10));
    assertThat(m.hasGroupedSamples()).isFalse();
  }

  /** Ten copies of each of ten samples carry no more information than ten samples. */
  @Test
  void samplesOfOneGroupWidenTheInterval() {
    List<Prediction> copies =
        Samples.randomPredictions().subList(0, 10).stream()
            .flatMap(p -> java.util.stream.Stream.generate(() -> p).limit(10))
            .toList();

    MetricValue accuracy = Measurements.of(List.of("a", "b", "c", "d"), copies, 42).accuracy();

    assertThat(width(accuracy.bootstrap())).isGreaterThan(2 * width(accuracy.wilson()));
    assertThat(accuracy.interval()).isEqualTo(accuracy.bootstrap());
  }

  @Test
  void reportsTheWiderInterval() {
    Interval narrow = new Interval(0.4, 0.5);
    Interval wide = new Interval(0.3, 0.6);
    OptionalDouble value = OptionalDouble.of(0.45);

    assertThat(new MetricValue(value, Optional.of(narrow), Optional.of(wide)).interval())
        .hasValue(wide);
    assertThat(new MetricValue(value, Optional.of(wide), Optional.of(narrow)).interval())
        .hasValue(wide);
    assertThat(new MetricValue(value, Optional.empty(), Optional.of(narrow)).interval())
        .hasValue(narrow);
    assertThat(new MetricValue(value, Optional.of(wide), Optional.of(narrow)))
        .hasToString("0.4500 [0.3000, 0.6000]");
    assertThat(MetricValue.undefined()).hasToString("n/a");
  }

  @Test
  void notesGroupedSamples() {
    Measurements m = Measurements.of(List.of("a", "b", "c", "d"), Samples.randomPredictions(), 42);

    assertThat(m.notes())
        .containsExactly(
            "200 samples in 57 groups are not independent: the wider of Wilson's and the bootstrap"
                + " interval is shown");
  }

  @Test
  void resamplesDependOnTheSeedAlone() {
    List<String> names = List.of("a", "b", "c", "d");

    MetricValue once = macroF1(names, 1);

    assertThat(macroF1(names, 1)).isEqualTo(once);
    assertThat(macroF1(names, 2)).isNotEqualTo(once);
  }

  private static MetricValue macroF1(List<String> names, long seed) {
    return overall(Measurements.of(names, Samples.randomPredictions(), seed), "macro_f1");
  }

  private static MetricValue overall(Measurements m, String key) {
    return m.get(Metrics.overall(key));
  }

  private static MetricValue ofClass(Measurements m, int c, String key) {
    return m.classes()
        .get(c)
        .get(Metrics.OF_CLASS.stream().filter(d -> d.key().equals(key)).findFirst().orElseThrow());
  }

  private static double width(Optional<Interval> interval) {
    return interval.orElseThrow().high() - interval.orElseThrow().low();
  }

  private static Measurements measure(long[][] counts) {
    return Measurements.of(Samples.LABELS, Samples.withMatrix(counts), 42);
  }

  private static void expect(Measurements m, int c, double recall, double precision, double f1) {
    ClassMeasurements actual = m.classes().get(c);
    assertThat(actual.recall().value().orElseThrow()).isCloseTo(recall, FOUR_DIGITS);
    assertThat(actual.precision().value().orElseThrow()).isCloseTo(precision, FOUR_DIGITS);
    assertThat(actual.f1().value().orElseThrow()).isCloseTo(f1, FOUR_DIGITS);
  }

  private static void expectMacro(
      Measurements m, double recall, double precision, double f1, double accuracy) {
    assertThat(number(overall(m, "balanced_accuracy"))).isCloseTo(recall, FOUR_DIGITS);
    assertThat(number(overall(m, "macro_precision"))).isCloseTo(precision, FOUR_DIGITS);
    assertThat(number(overall(m, "macro_f1"))).isCloseTo(f1, FOUR_DIGITS);
    assertThat(number(m.accuracy())).isCloseTo(accuracy, FOUR_DIGITS);
    assertThat(m.value("accuracy")).isEqualTo(m.accuracy().value());
  }

  private static double number(MetricValue metric) {
    return metric.value().orElseThrow();
  }
}
