package org.blockwright.tuning.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Streams;
import com.google.common.io.Resources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.tuning.BoolParameter;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.IntegerParameter;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.RealParameter;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.Values;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares with the importances of Optuna 5.0.0 for the same trials, which
 * bench/optuna_importances.py has written: ranges of all kinds, conditions, failed and pruned
 * trials, infinite and equal values.
 */
class PedAnovaTest {
  static Stream<Named<JsonNode>> studies() throws IOException {
    JsonNode studies =
        new ObjectMapper()
            .readTree(
                Resources.toByteArray(
                    Resources.getResource(PedAnovaTest.class, "optuna-importances.json")));
    return Streams.stream(studies).map(s -> Named.of(s.get("name").asText(), s));
  }

  @ParameterizedTest
  @MethodSource("studies")
  void importancesAreThoseOfOptuna(JsonNode study) {
    Map<String, Double> importances = PedAnova.importances(trials(study), direction(study));

    assertThat(importances).hasSize(study.get("importances").size());
    study
        .get("importances")
        .properties()
        .forEach(
            e ->
                assertThat(importances.get(e.getKey()))
                    .as(e.getKey())
                    .isCloseTo(e.getValue().asDouble(), within(1e-9)));
    assertThat(List.copyOf(importances.values()))
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @ParameterizedTest
  @MethodSource("studies")
  void importancesBeforeNormalizationAreThoseOfOptuna(JsonNode study) {
    Map<String, Double> divergences = PedAnova.divergences(trials(study), direction(study));

    study
        .get("not normalized")
        .properties()
        .forEach(
            e ->
                assertThat(divergences.get(e.getKey()))
                    .as(e.getKey())
                    .isCloseTo(e.getValue().asDouble(), within(1e-9)));
  }

  @Test
  void noTrialsHaveNoImportances() {
    assertThat(PedAnova.importances(List.of(), Direction.MINIMIZE)).isEmpty();
  }

  private static Direction direction(JsonNode study) {
    return Direction.valueOf(study.get("direction").asText().toUpperCase(Locale.ROOT));
  }

  private static List<TrialRecord> trials(JsonNode study) {
    List<TrialRecord> trials = new ArrayList<>();
    for (JsonNode trial : study.get("trials")) {
      Map<String, Object> values = new LinkedHashMap<>();
      Map<String, Parameter> parameters = new LinkedHashMap<>();
      trial
          .get(2)
          .properties()
          .forEach(
              e -> {
                int index = e.getValue().get(1).asInt();
                Parameter p = parameter(e.getKey(), study.get("distributions").get(index));
                parameters.put(e.getKey(), p);
                values.put(e.getKey(), value(p, e.getValue().get(0)));
              });
      trials.add(
          new TrialRecord(
              100 + trials.size(),
              trials.size(),
              TrialRecord.State.valueOf(trial.get(0).asText()),
              Values.of(values),
              ImmutableMap.copyOf(parameters),
              metric(trial.get(1)),
              ImmutableSortedMap.of(),
              ImmutableMap.of(),
              ImmutableList.of(),
              Optional.empty(),
              Optional.empty()));
    }
    return trials;
  }

  private static OptionalDouble metric(JsonNode value) {
    if (value.isNull()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        value.isNumber()
            ? value.asDouble()
            : value.asText().equals("inf") ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
  }

  private static Parameter parameter(String name, JsonNode distribution) {
    JsonNode a = distribution.get("attributes");
    return switch (distribution.get("name").asText()) {
      case "IntDistribution" ->
          new IntegerParameter(
              name,
              a.get("low").asInt(),
              a.get("high").asInt(),
              a.get("step").asInt(),
              a.get("log").asBoolean());
      case "FloatDistribution" ->
          new RealParameter(
              name,
              a.get("low").asDouble(),
              a.get("high").asDouble(),
              a.get("log").asBoolean(),
              a.get("step").asDouble(0));
      default ->
          a.get("choices").get(0).isBoolean()
              ? new BoolParameter(name)
              : new ChoiceParameter(
                  name, Streams.stream(a.get("choices")).map(JsonNode::asText).toList());
    };
  }

  private static Object value(Parameter parameter, JsonNode value) {
    if (parameter instanceof IntegerParameter) {
      return value.asInt();
    }
    if (parameter instanceof RealParameter) {
      return value.asDouble();
    }
    return parameter instanceof BoolParameter ? (Object) value.asBoolean() : value.asText();
  }
}
