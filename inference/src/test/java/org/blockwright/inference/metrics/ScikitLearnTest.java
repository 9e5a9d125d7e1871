package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares every metric of the table with scikit-learn, on random and degenerate samples. The
 * reference values are made by {@code scikit_learn.py} in the test resources; a new row of the
 * table needs a line there.
 */
class ScikitLearnTest {
  static Stream<Named<JsonNode>> cases() throws IOException {
    JsonNode cases =
        new ObjectMapper()
            .readTree(ScikitLearnTest.class.getResourceAsStream("/metrics/scikit_learn.json"));
    return Streams.stream(cases).map(c -> Named.of(c.get("name").asText(), c));
  }

  private static ScoredSamples samples(JsonNode c) {
    ObjectMapper mapper = new ObjectMapper();
    return ScoredSamples.of(
        c.get("classes").size(),
        mapper.convertValue(c.get("labels"), int[].class),
        mapper.convertValue(c.get("scores"), float[][].class),
        mapper.convertValue(c.get("weights"), double[].class));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void overallMetricsMatch(JsonNode c) {
    ScoredSamples samples = samples(c);

    for (MetricDefinition<ScoredSamples> metric : Metrics.overall(samples.task())) {
      assertMatches(metric, metric.compute(samples), c.get("overall"));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void classMetricsMatch(JsonNode c) {
    ScoredSamples samples = samples(c);

    for (int i = 0; i < samples.classes(); i++) {
      for (MetricDefinition<OneVsRest> metric : Metrics.ofClass(samples.task())) {
        assertMatches(metric, metric.compute(samples.oneVsRest(i)), c.get("classes").get(i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void referenceHasNoOtherMetrics(JsonNode c) {
    assertThat(ImmutableList.copyOf(c.get("overall").fieldNames()))
        .containsExactlyElementsOf(Metrics.overallKeys());
    assertThat(ImmutableList.copyOf(c.get("classes").get(0).fieldNames()))
        .containsExactlyElementsOf(Metrics.OF_CLASS.stream().map(MetricDefinition::key).toList());
  }

  private static void assertMatches(
      MetricDefinition<?> metric, OptionalDouble value, JsonNode expected) {
    JsonNode reference = expected.get(metric.key());
    assertThat(reference).as("reference of %s", metric).isNotNull();
    if (reference.isNull()) {
      assertThat(value).as("%s", metric).isEmpty();
    } else {
      assertThat(value.orElseThrow())
          .as("%s", metric)
          .isCloseTo(reference.doubleValue(), within(1e-12))
          .isBetween(metric.range().low(), metric.range().high());
    }
  }
}
