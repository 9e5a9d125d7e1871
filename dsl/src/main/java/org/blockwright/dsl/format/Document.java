package org.blockwright.dsl.format;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.NumberParser;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.check.Problem;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A value in a YAML or JSON file with its location, so that every error message has file, line and
 * column. JSON is parsed as YAML, of which it is nearly a subset.
 */
public final class Document {
  private static final Pattern TEXT_OR_TAB =
      Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"|\t", Pattern.DOTALL);

  /** An escaped slash (group 1 is the slash), or any other escape sequence (group 2). */
  private static final Pattern ESCAPE = Pattern.compile("\\\\(/)|(\\\\.)", Pattern.DOTALL);

  private static final String INT_RANGE =
      "a whole number from %s to %s".formatted(Integer.MIN_VALUE, Integer.MAX_VALUE);

  private final String file;
  private final Node node;

  private Document(String file, Node node) {
    this.file = file;
    this.node = node;
  }

  /**
   * Reads a file.
   *
   * @throws org.blockwright.base.StorageException if the file cannot be read
   * @throws InvalidDescriptionException if the file is not valid YAML or not UTF-8
   */
  public static Document read(Path path) {
    try {
      return parse(path.toString(), Files.readString(path, StandardCharsets.UTF_8));
    } catch (java.nio.charset.MalformedInputException e) {
      throw InvalidDescriptionException.inFile(
          path.toString(), FormatProblems.syntaxError("is not valid UTF-8"), e);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(path, e);
    }
  }

  /** Parses a string; {@code file} is its name in messages. */
  public static Document parse(String file, String text) {
    try {
      Node root = compose(isJson(file) ? jsonToYaml(text) : text);
      if (root == null) {
        throw InvalidDescriptionException.inFile(file, FormatProblems.syntaxError("is empty"));
      }
      return new Document(file, root);
    } catch (MarkedYAMLException e) {
      String location =
          e.getProblemMark() == null
              ? file
              : location(file, e.getProblemMark().getLine(), e.getProblemMark().getColumn());
      throw InvalidDescriptionException.inFile(
          location, FormatProblems.syntaxError(e.getProblem()), e);
    } catch (YAMLException e) {
      // Errors without a location: too many aliases, too long a text, an invalid character.
      throw InvalidDescriptionException.inFile(file, FormatProblems.syntaxError(firstLine(e)), e);
    }
  }

  private static Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    // Above the limit of GuardedParser, whose error has a location.
    options.setNestingDepthLimit(2 * GuardedParser.MAX_DEPTH);
    Parser parser = new ParserImpl(new StreamReader(new StringReader(text)), options);
    return new Composer(new GuardedParser(parser), new Resolver(), options).getSingleNode();
  }

  private static String firstLine(YAMLException e) {
    return e.getMessage().lines().findFirst().orElse("is not valid YAML").replaceAll("\\.$", "");
  }

  private static boolean isJson(String file) {
    return file.toLowerCase(Locale.ROOT).endsWith(".json");
  }

  /**
   * Replaces what JSON allows but YAML does not: tabs as indentation (by one space each, so that
   * columns stay the same), and the escaped slash.
   */
  private static String jsonToYaml(String json) {
    return TEXT_OR_TAB
        .matcher(json)
        .replaceAll(
            m ->
                m.group().equals("\t")
                    ? " "
                    : Matcher.quoteReplacement(ESCAPE.matcher(m.group()).replaceAll("$1$2")));
  }

  /** Returns the YAML node, with its positions in the file. */
  Node node() {
    return node;
  }

  /** Returns another node of the same file. */
  Document withNode(Node other) {
    return new Document(file, other);
  }

  /** Returns file, line and column, for messages. */
  public String location() {
    return location(file, node.getStartMark().getLine(), node.getStartMark().getColumn());
  }

  private static String location(String file, int line, int column) {
    return "%s:%s:%s".formatted(file, line + 1, column + 1);
  }

  /**
   * Converts this value. An error without a location gets the location of this value; an error in a
   * nested value keeps its own.
   */
  <T> T convert(Function<Document, T> read) {
    try {
      return read.apply(this);
    } catch (InvalidDescriptionException e) {
      throw e.fileLocation().isPresent() ? e : e.at(location());
    }
  }

  public boolean isMap() {
    return node instanceof MappingNode;
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /** Returns the entries of a map, in order, and requires that all keys are known. */
  public Map<String, Document> map(Set<String> known) {
    requireKnownKeys(known);
    return map();
  }

  /** Requires that this is a map whose keys are all known and unique. */
  void requireKnownKeys(Set<String> known) {
    for (String key : map().keySet()) {
      if (!known.contains(key)) {
        throw invalidKey(key, FormatProblems.unknownKey(key, known));
      }
    }
  }

  /** Requires that this is a map with unique keys. */
  void requireUniqueKeys() {
    map();
  }

  /** Requires that this map has a key. */
  void requireKey(String key) {
    get(key);
  }

  /** Returns the entries of a map, in order. */
  public Map<String, Document> map() {
    if (!(node instanceof MappingNode mapping)) {
      throw expected("a map");
    }
    Map<String, Document> all = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Document key = new Document(file, tuple.getKeyNode());
      if (all.put(key.text(), new Document(file, tuple.getValueNode())) != null) {
        throw key.invalid(FormatProblems.duplicateKey(key.text()));
      }
    }
    return all;
  }

  /** Creates the exception of a problem with this value. */
  InvalidDescriptionException invalid(Problem problem) {
    return InvalidDescriptionException.inFile(location(), problem);
  }

  /** Creates the exception of a problem with a key of this map. */
  InvalidDescriptionException invalidKey(String key, Problem problem) {
    return InvalidDescriptionException.inFile(keyLocation(key), problem);
  }

  /** Returns the location of a key of this map, for messages. */
  private String keyLocation(String key) {
    return ((MappingNode) node)
        .getValue().stream()
            .map(tuple -> new Document(file, tuple.getKeyNode()))
            .filter(k -> k.text().equals(key))
            .findFirst()
            .orElse(this)
            .location();
  }

  /** Returns the value of a required key. */
  public Document get(String key) {
    return find(key).orElseThrow(() -> invalid(FormatProblems.missingKey(key)));
  }

  /** Returns the value of a key; empty if the key is missing. */
  public Optional<Document> find(String key) {
    return Optional.ofNullable(map().get(key));
  }

  /** Returns the values of a list. */
  public List<Document> list() {
    if (!(node instanceof SequenceNode sequence)) {
      throw expected("a list");
    }
    List<Document> all = new ArrayList<>();
    sequence.getValue().forEach(value -> all.add(new Document(file, value)));
    return all;
  }

  /** Returns a string, or a number or boolean as it is written. */
  public String text() {
    if (!(node instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
      throw expected("a string or a number");
    }
    return scalar.getValue();
  }

  /** Returns a whole number of 32 bits, written with digits only. */
  public int integer() {
    String text = text();
    return NumberParser.parseLong(text, Integer.MIN_VALUE, Integer.MAX_VALUE)
        .map(Math::toIntExact)
        .orElseThrow(() -> expected(NumberParser.isInteger(text) ? INT_RANGE : "a whole number"));
  }

  /** Returns a whole number that is not below a minimum. */
  int integerAtLeast(int minimum) {
    int number = integer();
    if (number < minimum) {
      throw expected("a whole number of at least " + minimum);
    }
    return number;
  }

  public double number() {
    try {
      return Double.parseDouble(text());
    } catch (NumberFormatException e) {
      throw expected("a number");
    }
  }

  public boolean bool() {
    return switch (text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw expected("true or false");
    };
  }

  /** Returns the error that a value of another kind is expected here. */
  public InvalidDescriptionException expected(String what) {
    return invalid(FormatProblems.expected(what, describeValue()));
  }

  private String describeValue() {
    if (node instanceof ScalarNode scalar) {
      return scalar.getTag().equals(Tag.NULL) ? "nothing" : '"' + scalar.getValue() + '"';
    }
    String kind = node instanceof MappingNode ? "map" : "list";
    return ((CollectionNode<?>) node).getValue().isEmpty() ? "an empty " + kind : "a " + kind;
  }
}
