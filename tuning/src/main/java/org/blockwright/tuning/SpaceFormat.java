package org.blockwright.tuning;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.NumberParser;
import org.blockwright.base.UsageException;
import org.blockwright.tuning.SpaceTokens.Scalar;

/**
 * Reads a space from YAML, see {@link Space}. The parser works on tokens because they have the line
 * and column of errors.
 */
final class SpaceFormat {
  private static final ImmutableList<String> KEYS =
      ImmutableList.of("integer", "real", "choice", "bool", "log", "step", "when");

  private final SpaceTokens tokens;
  private final JsonParser parser;

  private SpaceFormat(String source, JsonParser parser) {
    this.tokens = new SpaceTokens(source, parser);
    this.parser = parser;
  }

  static SpaceFile read(Path file) {
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
    return parse(file.toString(), text);
  }

  static SpaceFile parse(String source, String text) {
    try (JsonParser parser = new YAMLFactory().createParser(text)) {
      return new SpaceFormat(source, parser).readSpace();
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
      String reason = e.getOriginalMessage().strip().lines().findFirst().orElse("");
      throw TuningProblems.inFile(
          source, location.getLineNr(), location.getColumnNr(), TuningProblems.invalidYaml(reason));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The conditions of a parameter, as written. */
  private record When(Scalar name, Map<Scalar, List<Scalar>> conditions) {}

  private SpaceFile readSpace() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw tokens.errorAt(
          parser.currentTokenLocation(), TuningProblems.notAMap(tokens.describeToken()));
    }
    var parameters = new LinkedHashMap<String, Parameter>();
    var conditions = new ArrayList<When>();
    var locations = new LinkedHashMap<String, String>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Scalar name = new Scalar(parser.currentName(), parser.currentTokenLocation());
      if (parameters.containsKey(name.text())) {
        throw tokens.errorAt(name.location(), TuningProblems.duplicateKey(name.text()));
      }
      parameters.put(name.text(), parameter(name, conditions));
      locations.put(name.text(), tokens.describe(name.location()));
    }
    if (parser.nextToken() != null) {
      throw tokens.errorAt(parser.currentTokenLocation(), TuningProblems.secondDocument());
    }
    Space space = Space.of(ImmutableList.copyOf(parameters.values()));
    for (When when : conditions) {
      for (Map.Entry<Scalar, List<Scalar>> condition : when.conditions().entrySet()) {
        space = withCondition(space, when.name(), condition.getKey(), condition.getValue());
      }
    }
    return new SpaceFile(space, locations);
  }

  private Space withCondition(Space space, Scalar name, Scalar other, List<Scalar> values) {
    return located(
        other,
        () -> {
          Parameter parameter = space.parameter(other.text());
          return space.when(
              name.text(), other.text(), values.stream().map(v -> valueOf(parameter, v)).toArray());
        });
  }

  /** Returns the value of a parameter that a scalar stands for, or its text if it is none. */
  private static Object valueOf(Parameter parameter, Scalar scalar) {
    String text = scalar.text();
    if (parameter instanceof IntegerParameter) {
      return NumberParser.parseLong(text, Integer.MIN_VALUE, Integer.MAX_VALUE)
          .<Object>map(Math::toIntExact)
          .orElse(text);
    }
    if (parameter instanceof RealParameter) {
      return NumberParser.parseDouble(text).<Object>map(d -> d).orElse(text);
    }
    if (parameter instanceof BoolParameter && (text.equals("true") || text.equals("false"))) {
      return Boolean.valueOf(text);
    }
    return text;
  }

  private Parameter parameter(Scalar name, List<When> conditions) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.VALUE_STRING && parser.getText().equals("bool")) {
      return located(name, () -> new BoolParameter(name.text()));
    }
    if (token != JsonToken.START_OBJECT) {
      throw tokens.errorAt(
          parser.currentTokenLocation(),
          TuningProblems.unknownKind(tokens.describeToken(), name.text()));
    }
    var lists = new LinkedHashMap<String, List<Scalar>>();
    var options = new LinkedHashMap<String, Scalar>();
    var seen = new HashSet<String>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Scalar key = new Scalar(parser.currentName(), parser.currentTokenLocation());
      if (!KEYS.contains(key.text())) {
        throw tokens.errorAt(
            key.location(), TuningProblems.unknownKey(key.text(), name.text(), KEYS));
      }
      if (!seen.add(key.text())) {
        throw tokens.errorAt(key.location(), TuningProblems.duplicateKey(key.text()));
      }
      String path = name.text() + "." + key.text();
      switch (key.text()) {
        case "when" -> conditions.add(new When(name, when(path)));
        case "log", "bool" -> {
          parser.nextToken();
          options.put(key.text(), tokens.scalar(path, "true or false"));
        }
        case "step" -> {
          parser.nextToken();
          options.put(key.text(), tokens.scalar(path, "a number"));
        }
        default -> lists.put(key.text(), list(path));
      }
    }
    if (options.containsKey("bool") && lists.isEmpty()) {
      requireTrue(name, options.get("bool"));
      return located(name, () -> new BoolParameter(name.text()));
    }
    if (lists.size() != 1 || options.containsKey("bool")) {
      throw tokens.errorAt(
          name.location(), TuningProblems.notExactlyOneKind(name.text(), lists.keySet()));
    }
    String kind = lists.keySet().iterator().next();
    return build(name, kind, lists.get(kind), options);
  }

  private void requireTrue(Scalar name, Scalar value) {
    if (!tokens.parseBoolean(name.text() + ".bool", value)) {
      throw tokens.errorAt(
          value.location(), TuningProblems.expected(name.text() + ".bool", "true", "\"false\""));
    }
  }

  /** Reads {@code {optimizer.kind: sgd, freeze: [a, b]}}. */
  private Map<Scalar, List<Scalar>> when(String path) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw tokens.errorAt(
          parser.currentTokenLocation(),
          TuningProblems.expected(path, "a map {parameter: value}", tokens.describeToken()));
    }
    var conditions = new LinkedHashMap<Scalar, List<Scalar>>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Scalar other = new Scalar(parser.currentName(), parser.currentTokenLocation());
      if (parser.nextToken() == JsonToken.START_ARRAY) {
        conditions.put(other, items(path));
      } else {
        conditions.put(other, List.of(tokens.scalar(path, "a value or a list of values")));
      }
    }
    return conditions;
  }

  private Parameter build(
      Scalar name, String kind, List<Scalar> list, Map<String, Scalar> options) {
    String path = name.text() + "." + kind;
    Optional<Scalar> log = Optional.ofNullable(options.get("log"));
    Optional<Scalar> step = Optional.ofNullable(options.get("step"));
    if (kind.equals("choice")) {
      options
          .values()
          .forEach(
              option -> {
                throw tokens.errorAt(option.location(), TuningProblems.onlyForRanges(name.text()));
              });
      List<String> texts = list.stream().map(Scalar::text).toList();
      return located(name, () -> new ChoiceParameter(name.text(), texts));
    }
    if (list.size() != 2) {
      JsonLocation location = list.isEmpty() ? name.location() : list.get(0).location();
      String got = list.size() + (list.size() == 1 ? " value" : " values");
      throw tokens.errorAt(location, TuningProblems.expected(path, "two bounds [low, high]", got));
    }
    boolean logUniform = log.isPresent() && tokens.parseBoolean(name.text() + ".log", log.get());
    if (kind.equals("integer")) {
      int low = tokens.parseInteger(path, list.get(0));
      int high = tokens.parseInteger(path, list.get(1));
      int by = step.map(s -> tokens.parseInteger(name.text() + ".step", s)).orElse(1);
      return located(name, () -> new IntegerParameter(name.text(), low, high, by, logUniform));
    }
    double low = tokens.parseReal(path, list.get(0));
    double high = tokens.parseReal(path, list.get(1));
    double by = step.map(s -> tokens.parseReal(name.text() + ".step", s)).orElse(0.0);
    return located(name, () -> new RealParameter(name.text(), low, high, logUniform, by));
  }

  private List<Scalar> list(String path) throws IOException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw tokens.errorAt(
          parser.currentTokenLocation(),
          TuningProblems.expected(path, "a list [a, b]", tokens.describeToken()));
    }
    return items(path);
  }

  /** Reads the items of a list; a list among them is one option, its items joined by commas. */
  private List<Scalar> items(String path) throws IOException {
    var items = new ArrayList<Scalar>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_ARRAY && path.endsWith(".choice")) {
        JsonLocation location = parser.currentTokenLocation();
        List<String> texts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          texts.add(tokens.scalar(path, "a string or number").text());
        }
        items.add(new Scalar(String.join(",", texts), location));
      } else {
        items.add(tokens.scalar(path, "a string or number"));
      }
    }
    return items;
  }

  private <T> T located(Scalar name, Supplier<T> value) {
    try {
      return value.get();
    } catch (UsageException e) {
      throw tokens.errorAt(name.location(), e.getMessage());
    }
  }
}
