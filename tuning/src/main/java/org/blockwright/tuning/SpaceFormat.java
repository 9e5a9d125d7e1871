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
import org.blockwright.base.UsageException;
import org.blockwright.base.WholeNumbers;

/**
 * A space as YAML, as {@link Space} documents it. Read token by token, since only tokens know their
 * line and column.
 */
final class SpaceFormat {
  private static final ImmutableList<String> KEYS =
      ImmutableList.of("integer", "real", "choice", "log");

  private final Path file;
  private final JsonParser in;

  private SpaceFormat(Path file, JsonParser in) {
    this.file = file;
    this.in = in;
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
      return new SpaceFormat(file, in).space();
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
      String reason = e.getOriginalMessage().strip().lines().findFirst().orElse("");
      throw TuningProblems.file(
          file, at.getLineNr(), at.getColumnNr(), TuningProblems.noYaml(reason));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /** Name to kind, as it is read; also what the JSON of a study says of its space. */
  static Map<String, Object> tree(Space space) {
    var tree = new LinkedHashMap<String, Object>();
    for (Parameter p : space.parameters()) {
      tree.put(p.name(), tree(p));
    }
    return tree;
  }

  static String write(Space space) {
    try {
      return YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build()
          .writeValueAsString(tree(space));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object tree(Parameter parameter) {
    var tree = new LinkedHashMap<String, Object>();
    if (parameter instanceof IntegerParameter p) {
      tree.put("integer", List.of(p.low(), p.high()));
    } else if (parameter instanceof RealParameter p) {
      tree.put("real", List.of(p.low(), p.high()));
      if (p.log()) {
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
  private record Word(String text, JsonLocation at) {}

  private Space space() throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw at(in.currentTokenLocation(), TuningProblems.noMap(got()));
    }
    var parameters = new LinkedHashMap<String, Parameter>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      Word name = new Word(in.currentName(), in.currentTokenLocation());
      if (parameters.containsKey(name.text())) {
        throw at(name.at(), TuningProblems.keyTwice(name.text()));
      }
      parameters.put(name.text(), parameter(name));
    }
    if (in.nextToken() != null) {
      throw at(in.currentTokenLocation(), TuningProblems.secondDocument());
    }
    return Space.of(ImmutableList.copyOf(parameters.values()));
  }

  private Parameter parameter(Word name) throws IOException {
    JsonToken token = in.nextToken();
    if (token == JsonToken.VALUE_STRING && in.getText().equals("bool")) {
      return checked(name, () -> new BoolParameter(name.text()));
    }
    if (token != JsonToken.START_OBJECT) {
      throw at(in.currentTokenLocation(), TuningProblems.unknownKind(got(), name.text()));
    }
    var lists = new LinkedHashMap<String, List<Word>>();
    Optional<Word> log = Optional.empty();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      Word key = new Word(in.currentName(), in.currentTokenLocation());
      if (!KEYS.contains(key.text())) {
        throw at(key.at(), TuningProblems.unknownKey(key.text(), name.text(), KEYS));
      }
      boolean again = key.text().equals("log") ? log.isPresent() : lists.containsKey(key.text());
      if (again) {
        throw at(key.at(), TuningProblems.keyTwice(key.text()));
      }
      if (key.text().equals("log")) {
        in.nextToken();
        log = Optional.of(scalar(name.text() + ".log", "true or false"));
      } else {
        lists.put(key.text(), list(name.text() + "." + key.text()));
      }
    }
    if (lists.size() != 1) {
      throw at(name.at(), TuningProblems.kinds(name.text(), lists.keySet()));
    }
    String kind = lists.keySet().iterator().next();
    return build(name, kind, lists.get(kind), log);
  }

  private Parameter build(Word name, String kind, List<Word> list, Optional<Word> log) {
    if (log.isPresent() && !kind.equals("real")) {
      throw at(log.get().at(), TuningProblems.logOfOther(name.text()));
    }
    String where = name.text() + "." + kind;
    if (kind.equals("choice")) {
      List<String> options = list.stream().map(Word::text).toList();
      return checked(name, () -> new ChoiceParameter(name.text(), options));
    }
    if (list.size() != 2) {
      JsonLocation place = list.isEmpty() ? name.at() : list.get(0).at();
      String got = list.size() + (list.size() == 1 ? " value" : " values");
      throw at(place, TuningProblems.expected(where, "two ends [low, high]", got));
    }
    if (kind.equals("integer")) {
      int low = integer(where, list.get(0));
      int high = integer(where, list.get(1));
      return checked(name, () -> new IntegerParameter(name.text(), low, high));
    }
    double low = real(where, list.get(0));
    double high = real(where, list.get(1));
    boolean byRatio = log.isPresent() && truth(name.text() + ".log", log.get());
    return checked(name, () -> new RealParameter(name.text(), low, high, byRatio));
  }

  private List<Word> list(String where) throws IOException {
    if (in.nextToken() != JsonToken.START_ARRAY) {
      throw at(in.currentTokenLocation(), TuningProblems.expected(where, "a list [a, b]", got()));
    }
    var words = new ArrayList<Word>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      words.add(scalar(where, "a word or number"));
    }
    return words;
  }

  private Word scalar(String where, String what) throws IOException {
    if (!in.currentToken().isScalarValue() || in.currentToken() == JsonToken.VALUE_NULL) {
      throw at(in.currentTokenLocation(), TuningProblems.expected(where, what, got()));
    }
    return new Word(in.getText(), in.currentTokenLocation());
  }

  private int integer(String where, Word word) {
    return WholeNumbers.parse(word.text(), Integer.MIN_VALUE, Integer.MAX_VALUE)
        .map(Math::toIntExact)
        .orElseThrow(
            () ->
                at(
                    word.at(),
                    TuningProblems.expected(
                        where,
                        "a whole number from %s to %s"
                            .formatted(Integer.MIN_VALUE, Integer.MAX_VALUE),
                        quoted(word.text()))));
  }

  /** YAML 1.1 takes 1e-5 for a word, as it lacks a point; here the text decides. */
  private double real(String where, Word word) {
    return WholeNumbers.parseDecimal(word.text())
        .orElseThrow(
            () ->
                at(
                    word.at(),
                    TuningProblems.expected(where, "a finite number", quoted(word.text()))));
  }

  private boolean truth(String where, Word word) {
    return switch (word.text()) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw at(word.at(), TuningProblems.expected(where, "true or false", quoted(word.text())));
    };
  }

  private Parameter checked(Word name, Supplier<Parameter> parameter) {
    try {
      return parameter.get();
    } catch (UsageException e) {
      throw at(name.at(), e.getMessage());
    }
  }

  private String got() throws IOException {
    JsonToken token = in.currentToken();
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT -> "a map";
      case START_ARRAY -> "a list";
      case VALUE_NULL -> "nothing";
      default -> quoted(in.getText());
    };
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private UsageException at(JsonLocation place, String problem) {
    return TuningProblems.file(
        file, Math.max(1, place.getLineNr()), Math.max(1, place.getColumnNr()), problem);
  }
}
