package org.blockwright.tuning;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
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

/**
 * Reads and writes a space as YAML, see {@link Space}. The parser works on tokens because they have
 * the line and column of errors.
 */
final class SpaceFormat {
  private static final ImmutableList<String> KEYS =
      ImmutableList.of("integer", "real", "choice", "bool", "log", "step", "when");

  private final String source;
  private final JsonParser parser;

  private SpaceFormat(String source, JsonParser parser) {
    this.source = source;
    this.parser = parser;
  }

  static Space read(Path file) {
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
    return parse(file.toString(), text);
  }

  static Space parse(String source, String text) {
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

  /** Converts a space to the structure of its YAML file, which study.json contains too. */
  static Map<String, Object> toMap(Space space) {
    var map = new LinkedHashMap<String, Object>();
    for (Parameter p : space.parameters()) {
      map.put(p.name(), toMap(p, space.conditions(p.name())));
    }
    return map;
  }

  static String write(Space space) {
    try {
      return YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build()
          .writeValueAsString(toMap(space));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object toMap(Parameter parameter, List<Condition> conditions) {
    var map = new LinkedHashMap<String, Object>();
    if (parameter instanceof IntegerParameter p) {
      map.put("integer", List.of(p.low(), p.high()));
      if (p.step() != 1) {
        map.put("step", p.step());
      }
      if (p.logUniform()) {
        map.put("log", true);
      }
    } else if (parameter instanceof RealParameter p) {
      map.put("real", List.of(p.low(), p.high()));
      if (p.step() != 0) {
        map.put("step", p.step());
      }
      if (p.logUniform()) {
        map.put("log", true);
      }
    } else if (parameter instanceof ChoiceParameter p) {
      map.put("choice", p.options());
    } else if (conditions.isEmpty()) {
      return "bool";
    } else {
      map.put("bool", true);
    }
    if (!conditions.isEmpty()) {
      var when = new LinkedHashMap<String, Object>();
      conditions.forEach(c -> when.put(c.parameter(), c.values()));
      map.put("when", when);
    }
    return map;
  }

  /** A scalar with its location. */
  private record Scalar(String text, JsonLocation location) {}

  /** The conditions of a parameter, as written. */
  private record When(Scalar name, Map<Scalar, List<Scalar>> conditions) {}

  private Space readSpace() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw errorAt(parser.currentTokenLocation(), TuningProblems.notAMap(describeToken()));
    }
    var parameters = new LinkedHashMap<String, Parameter>();
    var conditions = new ArrayList<When>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Scalar name = new Scalar(parser.currentName(), parser.currentTokenLocation());
      if (parameters.containsKey(name.text())) {
        throw errorAt(name.location(), TuningProblems.duplicateKey(name.text()));
      }
      parameters.put(name.text(), parameter(name, conditions));
    }
    if (parser.nextToken() != null) {
      throw errorAt(parser.currentTokenLocation(), TuningProblems.secondDocument());
    }
    Space space = Space.of(ImmutableList.copyOf(parameters.values()));
    for (When when : conditions) {
      for (Map.Entry<Scalar, List<Scalar>> condition : when.conditions().entrySet()) {
        space = withCondition(space, when.name(), condition.getKey(), condition.getValue());
      }
    }
    return space;
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
      throw errorAt(
          parser.currentTokenLocation(), TuningProblems.unknownKind(describeToken(), name.text()));
    }
    var lists = new LinkedHashMap<String, List<Scalar>>();
    var options = new LinkedHashMap<String, Scalar>();
    var seen = new HashSet<String>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Scalar key = new Scalar(parser.currentName(), parser.currentTokenLocation());
      if (!KEYS.contains(key.text())) {
        throw errorAt(key.location(), TuningProblems.unknownKey(key.text(), name.text(), KEYS));
      }
      if (!seen.add(key.text())) {
        throw errorAt(key.location(), TuningProblems.duplicateKey(key.text()));
      }
      String path = name.text() + "." + key.text();
      switch (key.text()) {
        case "when" -> conditions.add(new When(name, when(path)));
        case "log", "bool" -> {
          parser.nextToken();
          options.put(key.text(), scalar(path, "true or false"));
        }
        case "step" -> {
          parser.nextToken();
          options.put(key.text(), scalar(path, "a number"));
        }
        default -> lists.put(key.text(), list(path));
      }
    }
    if (options.containsKey("bool") && lists.isEmpty()) {
      requireTrue(name, options.get("bool"));
      return located(name, () -> new BoolParameter(name.text()));
    }
    if (lists.size() != 1 || options.containsKey("bool")) {
      throw errorAt(name.location(), TuningProblems.notExactlyOneKind(name.text(), lists.keySet()));
    }
    String kind = lists.keySet().iterator().next();
    return build(name, kind, lists.get(kind), options);
  }

  private void requireTrue(Scalar name, Scalar value) {
    if (!parseBoolean(name.text() + ".bool", value)) {
      throw errorAt(
          value.location(), TuningProblems.expected(name.text() + ".bool", "true", "\"false\""));
    }
  }

  /** Reads {@code {optimizer.kind: sgd, freeze: [a, b]}}. */
  private Map<Scalar, List<Scalar>> when(String path) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw errorAt(
          parser.currentTokenLocation(),
          TuningProblems.expected(path, "a map {parameter: value}", describeToken()));
    }
    var conditions = new LinkedHashMap<Scalar, List<Scalar>>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Scalar other = new Scalar(parser.currentName(), parser.currentTokenLocation());
      if (parser.nextToken() == JsonToken.START_ARRAY) {
        conditions.put(other, items(path));
      } else {
        conditions.put(other, List.of(scalar(path, "a value or a list of values")));
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
                throw errorAt(option.location(), TuningProblems.onlyForRanges(name.text()));
              });
      List<String> texts = list.stream().map(Scalar::text).toList();
      return located(name, () -> new ChoiceParameter(name.text(), texts));
    }
    if (list.size() != 2) {
      JsonLocation location = list.isEmpty() ? name.location() : list.get(0).location();
      String got = list.size() + (list.size() == 1 ? " value" : " values");
      throw errorAt(location, TuningProblems.expected(path, "two bounds [low, high]", got));
    }
    boolean logUniform = log.isPresent() && parseBoolean(name.text() + ".log", log.get());
    if (kind.equals("integer")) {
      int low = parseInteger(path, list.get(0));
      int high = parseInteger(path, list.get(1));
      int by = step.map(s -> parseInteger(name.text() + ".step", s)).orElse(1);
      return located(name, () -> new IntegerParameter(name.text(), low, high, by, logUniform));
    }
    double low = parseReal(path, list.get(0));
    double high = parseReal(path, list.get(1));
    double by = step.map(s -> parseReal(name.text() + ".step", s)).orElse(0.0);
    return located(name, () -> new RealParameter(name.text(), low, high, logUniform, by));
  }

  private List<Scalar> list(String path) throws IOException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw errorAt(
          parser.currentTokenLocation(),
          TuningProblems.expected(path, "a list [a, b]", describeToken()));
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
          texts.add(scalar(path, "a string or number").text());
        }
        items.add(new Scalar(String.join(",", texts), location));
      } else {
        items.add(scalar(path, "a string or number"));
      }
    }
    return items;
  }

  private Scalar scalar(String path, String expected) throws IOException {
    if (!parser.currentToken().isScalarValue() || parser.currentToken() == JsonToken.VALUE_NULL) {
      throw errorAt(
          parser.currentTokenLocation(), TuningProblems.expected(path, expected, describeToken()));
    }
    return new Scalar(parser.getText(), parser.currentTokenLocation());
  }

  private int parseInteger(String path, Scalar scalar) {
    return NumberParser.parseLong(scalar.text(), Integer.MIN_VALUE, Integer.MAX_VALUE)
        .map(Math::toIntExact)
        .orElseThrow(
            () ->
                errorAt(
                    scalar.location(),
                    TuningProblems.expected(
                        path,
                        "an integer from %s to %s".formatted(Integer.MIN_VALUE, Integer.MAX_VALUE),
                        quoted(scalar.text()))));
  }

  /** Parses the text, because YAML 1.1 reads 1e-5 as a string (it has no decimal point). */
  private double parseReal(String path, Scalar scalar) {
    return NumberParser.parseDouble(scalar.text())
        .orElseThrow(
            () ->
                errorAt(
                    scalar.location(),
                    TuningProblems.expected(path, "a finite number", quoted(scalar.text()))));
  }

  private boolean parseBoolean(String path, Scalar scalar) {
    return switch (scalar.text()) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw errorAt(
              scalar.location(),
              TuningProblems.expected(path, "true or false", quoted(scalar.text())));
    };
  }

  private <T> T located(Scalar name, Supplier<T> value) {
    try {
      return value.get();
    } catch (UsageException e) {
      throw errorAt(name.location(), e.getMessage());
    }
  }

  private String describeToken() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT -> "a map";
      case START_ARRAY -> "a list";
      case VALUE_NULL -> "nothing";
      default -> quoted(parser.getText());
    };
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private UsageException errorAt(JsonLocation location, String problem) {
    return TuningProblems.inFile(
        source, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()), problem);
  }
}
