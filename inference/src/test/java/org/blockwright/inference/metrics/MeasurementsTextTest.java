package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasurementsTextTest {

  /** The values of the matrix and the interval of 0/10 were computed by hand. */
  @Test
  void alignsColumnsAndPrintsUndefinedAsNotAvailable() {
    String text =
        Measurements.of(
                Samples.LABELS,
                Samples.withMatrix(new long[][] {{0, 1, 9}, {0, 40, 3}, {0, 6, 34}}),
                42)
            .toString();

    assertThat(text)
        .startsWith("93 samples, 93 groups\n\nmetric                 value  95 % interval\n")
        .contains("accuracy              0.7957  [")
        .containsPattern("Matthews correlation  0.\\d{4}  \\[")
        .containsPattern("loss                  \\d.\\d{4}\n")
        .containsPattern(
            "COVID-19 +10  +0.0000 \\[0.0000, 0.2775\\] +n/a +0.0000 +0.5000 +0.\\d{4}\n")
        .contains("true \\ predicted  COVID-19  NORMAL  PNEUMONIA\n")
        .contains("COVID-19                 0       1          9\n")
        .contains("Note: precision undefined for: COVID-19")
        .doesNotContain("NaN");
  }

  @Test
  void namesTheOutputsIfThereAreSeveral() {
    Measurements m = Measurements.of(List.of("a", "b"), List.of(), 42);
    String one = MeasurementsText.format(m);

    assertThat(MeasurementsText.format(Map.of("test", m))).isEqualTo(one);
    assertThat(MeasurementsText.format(ImmutableMap.of("test/a", m, "test/b", m)))
        .isEqualTo("test/a:\n" + one + "\ntest/b:\n" + one);
    assertThat(MeasurementsText.format(Map.of())).isEmpty();
  }

  @Test
  void refersToMetricsJsonForWideMatrix() {
    List<String> names = IntStream.range(0, 13).mapToObj(i -> "c" + i).toList();

    String text = MeasurementsText.format(Measurements.of(names, List.of(), 42));

    assertThat(text)
        .contains("The confusion matrix of 13 classes is in metrics.json.")
        .doesNotContain("true \\ predicted");
  }
}
