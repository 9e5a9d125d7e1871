package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Streams;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Task;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares every metric of the table with scikit-learn, for every task, on random and degenerate
 * samples. The reference values are made by {@code scikit_learn.py} in the test resources; a new
 * row of the table needs a line there.
 */
class ScikitLearnTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static Stream<Named<JsonNode>> cases() throws IOException {
    return Stream.concat(read("scikit_learn.json"), read("tasks.json"))
        .map(c -> Named.of(c.get("name").asText(), c));
  }

  private static Stream<JsonNode> read(String file) throws IOException {
    return Streams.stream(
        MAPPER.readTree(ScikitLearnTest.class.getResourceAsStream("/metrics/" + file)));
  }

  private static ScoredSamples samples(JsonNode c) {
    double[] weights = MAPPER.convertValue(c.get("weights"), double[].class);
    if (!c.has("task")) {
      return ScoredSamples.of(
          c.get("classes").size(),
          MAPPER.convertValue(c.get("labels"), int[].class),
          MAPPER.convertValue(c.get("scores"), float[][].class),
          weights);
    }
    float[][] outputs = MAPPER.convertValue(c.get("outputs"), float[][].class);
    ScoredSamples samples =
        ScoredSamples.of(
                Task.of(c.get("task").asText()).orElseThrow(),
                outputs[0].length,
                MAPPER.convertValue(c.get("targets"), float[][].class),
                outputs,
                weights)
            .loss(LOSSES.get(c.get("loss").asText()));
    if (c.has("thresholds")) {
      return samples.thresholds(new Thresholds(numbers(c.get("thresholds"))));
    }
    return samples.intervals(new PredictionIntervals(numbers(c.get("half_widths"))));
  }

  private static final ImmutableMap<String, Loss> LOSSES =
      Stream.of(
              Loss.binaryCrossEntropy(),
              Loss.meanSquaredError(),
              Loss.meanAbsoluteError(),
              Loss.huber(1))
          .collect(ImmutableMap.toImmutableMap(Loss::id, loss -> loss));

  private static List<Double> numbers(JsonNode node) {
    return Streams.stream(node).map(JsonNode::asDouble).toList();
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
      JsonNode expected = c.get("classes").get(i);
      for (MetricDefinition<OneVsRest> metric : Metrics.ofClass(samples.task())) {
        assertMatches(metric, metric.compute(samples.oneVsRest(i)), expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void confusionMatricesOfLabelsMatch(JsonNode c) {
    if (!c.path("task").asText().equals("multi-label")) {
      return;
    }
    float[][] targets = MAPPER.convertValue(c.get("targets"), float[][].class);
    float[][] outputs = MAPPER.convertValue(c.get("outputs"), float[][].class);
    Measurements m =
        Measurements.of(
            Task.MULTI_LABEL,
            IntStream.range(0, targets[0].length).mapToObj(i -> "label" + i).toList(),
            IntStream.range(0, targets.length)
                .mapToObj(
                    i -> Prediction.of(Task.MULTI_LABEL, "" + i, "" + i, targets[i], outputs[i]))
                .toList(),
            Loss.binaryCrossEntropy(),
            new Thresholds(numbers(c.get("thresholds"))),
            42);

    for (int i = 0; i < m.classes().size(); i++) {
      assertThat(m.classes().get(i).matrix().counts())
          .isDeepEqualTo(
              MAPPER.convertValue(c.get("classes").get(i).get("confusion"), long[][].class));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void referenceHasNoOtherMetrics(JsonNode c) {
    Task task = samples(c).task();
    assertThat(ImmutableList.copyOf(c.get("overall").fieldNames()))
        .containsExactlyElementsOf(Metrics.overallKeys(task));
    assertThat(ImmutableList.copyOf(c.get("classes").get(0).fieldNames()))
        .filteredOn(key -> !key.equals("confusion"))
        .containsExactlyInAnyOrderElementsOf(
            Metrics.ofClass(task).stream().map(MetricDefinition::key).toList());
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
