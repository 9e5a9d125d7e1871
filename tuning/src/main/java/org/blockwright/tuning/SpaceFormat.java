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
      ImmutableList.of("integer", "real", "choice", "log");

  private final Path file;
  private final JsonParser parser;

  private SpaceFormat(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  static Space read(Path file) {
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
    return parse(file, text);
  }

  static Space parse(Path file, String text) {
    try (JsonParser parser = new YAMLFactory().createParser(text)) {
      return new SpaceFormat(file, parser).readSpace();
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
      String reason = e.getOriginalMessage().strip().lines().findFirst().orElse("");
      throw TuningProblems.inFile(
          file, location.getLineNr(), location.getColumnNr(), TuningProblems.invalidYaml(reason));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /** Converts a space to the structure of its YAML file, which study.json contains too. */
  static Map<String, Object> toMap(Space space) {
    var map = new LinkedHashMap<String, Object>();
    for (Parameter p : space.parameters()) {
      map.put(p.name(), toMap(p));
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

  private static Object toMap(Parameter parameter) {
    var map = new LinkedHashMap<String, Object>();
    if (parameter instanceof IntegerParameter p) {
      map.put("integer", List.of(p.low(), p.high()));
    } else if (parameter instanceof RealParameter p) {
      map.put("real", List.of(p.low(), p.high()));
      if (p.logUniform()) {
        map.put("log", true);
      }
    } else if (parameter instanceof ChoiceParameter p) {
      map.put("choice", p.options());
    } else {
      return "bool";
    }
    return map;
  }

  /** A scalar with its location. */
  private record Scalar(String text, JsonLocation location) {}

  private Space readSpace() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw errorAt(parser.currentTokenLocation(), TuningProblems.notAMap(describeToken()));
    }
    var parameters = new LinkedHashMap<String, Parameter>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Scalar name = new Scalar(parser.currentName(), parser.currentTokenLocation());
      if (parameters.containsKey(name.text())) {
        throw errorAt(name.location(), TuningProblems.duplicateKey(name.text()));
      }
      parameters.put(name.text(), parameter(name));
    }
    if (parser.nextToken() != null) {
      throw errorAt(parser.currentTokenLocation(), TuningProblems.secondDocument());
    }
    return Space.of(ImmutableList.copyOf(parameters.values()));
  }

  private Parameter parameter(Scalar name) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.VALUE_STRING && parser.getText().equals("bool")) {
      return withLocation(name, () -> new BoolParameter(name.text()));
    }
    if (token != JsonToken.START_OBJECT) {
      throw errorAt(
          parser.currentTokenLocation(), TuningProblems.unknownKind(describeToken(), name.text()));
    }
    var lists = new LinkedHashMap<String, List<Scalar>>();
    Optional<Scalar> log = Optional.empty();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Scalar key = new Scalar(parser.currentName(), parser.currentTokenLocation());
      if (!KEYS.contains(key.text())) {
        throw errorAt(key.location(), TuningProblems.unknownKey(key.text(), name.text(), KEYS));
      }
      boolean duplicate =
          key.text().equals("log") ? log.isPresent() : lists.containsKey(key.text());
      if (duplicate) {
        throw errorAt(key.location(), TuningProblems.duplicateKey(key.text()));
      }
      if (key.text().equals("log")) {
        parser.nextToken();
        log = Optional.of(scalar(name.text() + ".log", "true or false"));
      } else {
        lists.put(key.text(), list(name.text() + "." + key.text()));
      }
    }
    if (lists.size() != 1) {
      throw errorAt(name.location(), TuningProblems.notExactlyOneKind(name.text(), lists.keySet()));
    }
    String kind = lists.keySet().iterator().next();
    return build(name, kind, lists.get(kind), log);
  }

  private Parameter build(Scalar name, String kind, List<Scalar> list, Optional<Scalar> log) {
    if (log.isPresent() && !kind.equals("real")) {
      throw errorAt(log.get().location(), TuningProblems.logOnlyForReal(name.text()));
    }
    String path = name.text() + "." + kind;
    if (kind.equals("choice")) {
      List<String> options = list.stream().map(Scalar::text).toList();
      return withLocation(name, () -> new ChoiceParameter(name.text(), options));
    }
    if (list.size() != 2) {
      JsonLocation location = list.isEmpty() ? name.location() : list.get(0).location();
      String got = list.size() + (list.size() == 1 ? " value" : " values");
      throw errorAt(location, TuningProblems.expected(path, "two bounds [low, high]", got));
    }
    if (kind.equals("integer")) {
      int low = parseInteger(path, list.get(0));
      int high = parseInteger(path, list.get(1));
      return withLocation(name, () -> new IntegerParameter(name.text(), low, high));
    }
    double low = parseReal(path, list.get(0));
    double high = parseReal(path, list.get(1));
    boolean logUniform = log.isPresent() && parseBoolean(name.text() + ".log", log.get());
    return withLocation(name, () -> new RealParameter(name.text(), low, high, logUniform));
  }

  private List<Scalar> list(String path) throws IOException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw errorAt(
          parser.currentTokenLocation(),
          TuningProblems.expected(path, "a list [a, b]", describeToken()));
    }
    var items = new ArrayList<Scalar>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(scalar(path, "a string or number"));
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

  private Parameter withLocation(Scalar name, Supplier<Parameter> parameter) {
    try {
      return parameter.get();
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
        file, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()), problem);
  }
}
