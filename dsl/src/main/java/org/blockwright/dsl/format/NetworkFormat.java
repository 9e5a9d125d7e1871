package org.blockwright.dsl.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.edit.Head;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;

/**
 * Reads and writes network descriptions as YAML or JSON. A network that is written and read again
 * is equal. Writes version 3 of the format; reads versions 1 to 3.
 */
public final class NetworkFormat {
  /** The version of the format that is written. */
  static final int VERSION = 3;

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .build());

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private NetworkFormat() {}

  /** Returns the description as YAML. */
  public static String toYaml(Network network) {
    return write(YAML, toTree(network));
  }

  /** Returns the description as JSON. */
  public static String toJson(Network network) {
    return write(JSON, toTree(network));
  }

  /** Returns the blocks of a head as YAML, for {@link #readHead}. */
  public static String toYaml(Sequence head) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("blockwright", VERSION);
    out.put("head", BlockWriter.blocks(head.blocks()));
    return write(YAML, out);
  }

  /** Returns a head with several outputs and their settings as YAML, for {@link #readHead}. */
  public static String toYaml(Head.Several head) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("blockwright", VERSION);
    out.put("outputs", OutputFormat.write(head.outputs()));
    out.put("head", BlockWriter.blocks(head.layers().blocks()));
    return write(YAML, out);
  }

  /** Returns nested maps, lists, strings and numbers as YAML. */
  public static String toYaml(Map<String, ?> tree) {
    return write(YAML, tree);
  }

  /** Returns the description as nested maps, lists, strings and numbers. */
  public static Map<String, Object> toTree(Network network) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("blockwright", VERSION);
    out.put("name", network.name());
    InputFormat.write(network, out);
    out.put("labels", network.labels());
    out.putAll(OutputFormat.write(network));
    out.put("blocks", BlockWriter.blocks(network.backbone()));
    network.blocks().stream()
        .filter(block -> block.name().equals(Network.HEAD))
        .forEach(
            head ->
                out.put(
                    "head",
                    head.body() instanceof Sequence seq
                        ? BlockWriter.blocks(seq.blocks())
                        : List.of(BlockWriter.block(new NamedBlock("head", true, head.body())))));
    return out;
  }

  /** Returns whether a file name ends in {@code .yaml}, {@code .yml} or {@code .json}. */
  public static boolean isDescription(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).matches("(?s).*\\.(yaml|yml|json)");
  }

  /**
   * Reads a description.
   *
   * @throws org.blockwright.base.StorageException if the file cannot be read
   * @throws InvalidDescriptionException with file, line and column, if the description is not valid
   */
  public static Network read(Path path) {
    return NetworkReader.read(Document.read(path));
  }

  /** Parses a description; {@code file} is its name in messages. */
  public static Network parse(String file, String text) {
    return NetworkReader.read(Document.parse(file, text));
  }

  /**
   * Reads a head: a list of blocks, or a map with the key {@code head} and optionally the version,
   * {@code blockwright}, and {@code outputs}, the labels, losses, weights and thresholds of several
   * outputs by name.
   *
   * @return a {@link Head.Several} if the file has {@code outputs}, else a {@link Head.Custom}
   * @throws org.blockwright.base.StorageException if the file cannot be read
   * @throws InvalidDescriptionException with file, line and column, if the blocks or the settings
   *     of the outputs are not valid
   */
  public static Head readHead(Path path) {
    return Document.read(path).convert(NetworkFormat::head);
  }

  /**
   * Reads the preprocessing of an input, which other files have in the same form: one of the names
   * of {@link Preprocessing#KNOWN}, or a map of {@code name}, {@code order}, {@code scale}, {@code
   * mean} and {@code std}.
   *
   * @throws InvalidDescriptionException with file, line and column, if it is not valid
   */
  public static Preprocessing preprocessing(Document document) {
    return document.convert(InputFormat::preprocessing);
  }

  private static Head head(Document file) {
    if (!file.isMap()) {
      return new Head.Custom(Layers.seq(BlockReader.blocks(file)));
    }
    Document map = NetworkReader.toCurrentVersion(file);
    map.requireKnownKeys(Set.of("blockwright", "outputs", "head"));
    Sequence layers = Layers.seq(BlockReader.blocks(map.get("head")));
    return map.find("outputs").isEmpty()
        ? new Head.Custom(layers)
        : map.get("outputs").convert(d -> new Head.Several(layers, OutputFormat.outputs(d)));
  }

  private static String write(ObjectMapper mapper, Object tree) {
    try {
      return mapper.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
