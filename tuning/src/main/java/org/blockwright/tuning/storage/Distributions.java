package org.blockwright.tuning.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.tuning.BoolParameter;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.IntegerParameter;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.RealParameter;

/** Parameters and their values as Optuna stores them: distributions as JSON, values as numbers. */
final class Distributions {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Distributions() {}

  /** Returns the distribution of a parameter. */
  static String json(Parameter parameter) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    String name;
    if (parameter instanceof IntegerParameter p) {
      name = "IntDistribution";
      attributes.put("log", p.logUniform());
      attributes.put("step", p.step());
      attributes.put("low", p.low());
      attributes.put("high", p.high());
    } else if (parameter instanceof RealParameter p) {
      name = "FloatDistribution";
      attributes.put("step", p.step() == 0 ? null : (Object) p.step());
      attributes.put("low", p.low());
      attributes.put("high", p.high());
      attributes.put("log", p.logUniform());
    } else {
      name = "CategoricalDistribution";
      attributes.put(
          "choices", parameter instanceof ChoiceParameter p ? p.options() : List.of(false, true));
    }
    Map<String, Object> distribution = new LinkedHashMap<>();
    distribution.put("name", name);
    distribution.put("attributes", attributes);
    return toJson(distribution);
  }

  /** Returns the number that stands for a value: itself, or the index of a choice. */
  static double number(Parameter parameter, Object value) {
    if (parameter instanceof ChoiceParameter p) {
      return p.options().indexOf((String) value);
    }
    if (value instanceof Boolean b) {
      return b ? 1 : 0;
    }
    return ((Number) value).doubleValue();
  }

  /**
   * Returns a parameter. The choices of Optuna may be numbers, null and booleans, too; they are
   * read as strings, except for false and true alone.
   *
   * @throws org.blockwright.base.StorageException if the distribution is unknown
   */
  static Parameter parameter(String name, String json) {
    JsonNode tree = parse(json);
    JsonNode attributes = tree.path("attributes");
    switch (tree.path("name").asText()) {
      case "IntDistribution":
        return new IntegerParameter(
            name,
            attributes.path("low").asInt(),
            attributes.path("high").asInt(),
            attributes.path("step").asInt(1),
            attributes.path("log").asBoolean());
      case "FloatDistribution":
        return new RealParameter(
            name,
            attributes.path("low").asDouble(),
            attributes.path("high").asDouble(),
            attributes.path("log").asBoolean(),
            attributes.path("step").asDouble(0));
      case "CategoricalDistribution":
        List<String> options = new ArrayList<>();
        attributes.path("choices").forEach(choice -> options.add(choice.asText()));
        return isBool(attributes.path("choices"))
            ? new BoolParameter(name)
            : new ChoiceParameter(name, options);
      default:
        throw StorageProblems.unknownDistribution(name, json);
    }
  }

  private static boolean isBool(JsonNode choices) {
    return choices.size() == 2
        && choices.get(0).isBoolean()
        && !choices.get(0).booleanValue()
        && choices.get(1).isBoolean()
        && choices.get(1).booleanValue();
  }

  /** Returns the value that a number stands for. */
  static Object value(Parameter parameter, double number) {
    if (parameter instanceof ChoiceParameter p) {
      return p.options().get((int) number);
    }
    if (parameter instanceof BoolParameter) {
      return number == 1;
    }
    return parameter instanceof IntegerParameter ? (Object) (int) number : (Object) number;
  }

  /** Returns a value of JSON as a value of a parameter, such as those of an enqueued trial. */
  static Object external(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isInt()) {
      return value.intValue();
    }
    return value.isNumber() ? (Object) value.doubleValue() : value.asText();
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  static String toJson(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
