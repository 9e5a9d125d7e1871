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
 * A space as YAML, as {@link Space} documents it. Read token by token, since only tokens know their
 * line and column.
 */
final class SpaceFormat {
  private static final ImmutableList<String> KEYS =
      ImmutableList.of("integer", "real", "choice", "log");

  private final Path file;
  private final JsonParser parser;

  private SpaceFormat(Path file, JsonParser in) {
    this.file = file;
    this.parser = in;
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
    try (JsonParser in = new YAMLFactory().createParser(text)) {
      return new SpaceFormat(file, in).readSpace();
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
      String reason = e.getOriginalMessage().strip().lines().findFirst().orElse("");
      throw TuningProblems.inFile(
          file, at.getLineNr(), at.getColumnNr(), TuningProblems.invalidYaml(reason));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /** Name to kind, as it is read; also what the JSON of a study says of its space. */
  static Map<String, Object> toMap(Space space) {
    var tree = new LinkedHashMap<String, Object>();
    for (Parameter p : space.parameters()) {
      tree.put(p.name(), toMap(p));
    }
    return tree;
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
    var tree = new LinkedHashMap<String, Object>();
    if (parameter instanceof IntegerParameter p) {
      tree.put("integer", List.of(p.low(), p.high()));
    } else if (parameter instanceof RealParameter p) {
      tree.put("real", List.of(p.low(), p.high()));
      if (p.logUniform()) {
        tree.put("log", true);
      }
    } else if (parameter instanceof ChoiceParameter p) {
      tree.put("choice", p.options());
    } else {
      return "bool";
    }
    return tree;
  }

  /** A scalar with its place. */
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
      boolean again = key.text().equals("log") ? log.isPresent() : lists.containsKey(key.text());
      if (again) {
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
    String where = name.text() + "." + kind;
    if (kind.equals("choice")) {
      List<String> options = list.stream().map(Scalar::text).toList();
      return withLocation(name, () -> new ChoiceParameter(name.text(), options));
    }
    if (list.size() != 2) {
      JsonLocation place = list.isEmpty() ? name.location() : list.get(0).location();
      String got = list.size() + (list.size() == 1 ? " value" : " values");
      throw errorAt(place, TuningProblems.expected(where, "two ends [low, high]", got));
    }
    if (kind.equals("integer")) {
      int low = parseInteger(where, list.get(0));
      int high = parseInteger(where, list.get(1));
      return withLocation(name, () -> new IntegerParameter(name.text(), low, high));
    }
    double low = parseReal(where, list.get(0));
    double high = parseReal(where, list.get(1));
    boolean byRatio = log.isPresent() && parseBoolean(name.text() + ".log", log.get());
    return withLocation(name, () -> new RealParameter(name.text(), low, high, byRatio));
  }

  private List<Scalar> list(String where) throws IOException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw errorAt(
          parser.currentTokenLocation(),
          TuningProblems.expected(where, "a list [a, b]", describeToken()));
    }
    var words = new ArrayList<Scalar>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      words.add(scalar(where, "a word or number"));
    }
    return words;
  }

  private Scalar scalar(String where, String what) throws IOException {
    if (!parser.currentToken().isScalarValue() || parser.currentToken() == JsonToken.VALUE_NULL) {
      throw errorAt(
          parser.currentTokenLocation(), TuningProblems.expected(where, what, describeToken()));
    }
    return new Scalar(parser.getText(), parser.currentTokenLocation());
  }

  private int parseInteger(String where, Scalar word) {
    return NumberParser.parseLong(word.text(), Integer.MIN_VALUE, Integer.MAX_VALUE)
        .map(Math::toIntExact)
        .orElseThrow(
            () ->
                errorAt(
                    word.location(),
                    TuningProblems.expected(
                        where,
                        "a whole number from %s to %s"
                            .formatted(Integer.MIN_VALUE, Integer.MAX_VALUE),
                        quoted(word.text()))));
  }

  /** YAML 1.1 takes 1e-5 for a word, as it lacks a point; here the text decides. */
  private double parseReal(String where, Scalar word) {
    return NumberParser.parseDouble(word.text())
        .orElseThrow(
            () ->
                errorAt(
                    word.location(),
                    TuningProblems.expected(where, "a finite number", quoted(word.text()))));
  }

  private boolean parseBoolean(String where, Scalar word) {
    return switch (word.text()) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw errorAt(
              word.location(),
              TuningProblems.expected(where, "true or false", quoted(word.text())));
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

  private UsageException errorAt(JsonLocation place, String problem) {
    return TuningProblems.inFile(
        file, Math.max(1, place.getLineNr()), Math.max(1, place.getColumnNr()), problem);
  }
}
