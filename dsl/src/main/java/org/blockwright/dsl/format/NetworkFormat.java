package org.blockwright.dsl.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Augmenting;
import org.blockwright.dsl.Input;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Piece;
import org.blockwright.dsl.Seq;
import org.blockwright.dsl.check.Problems;

/** A description as YAML or JSON and back; version 1 of the format. */
public final class NetworkFormat {
  private static final String VERSION = "1";

  private static final Set<String> KEYS =
      Set.of(
          "blockwright",
          "name",
          "input",
          "inputs",
          "preprocessing",
          "augment",
          "labels",
          "blocks",
          "table",
          "head",
          "provenance");

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

  public static String toYaml(Network network) {
    return write(YAML, tree(network));
  }

  public static String toJson(Network network) {
    return write(JSON, tree(network));
  }

  /** Any maps, lists, texts and numbers as YAML. */
  public static String yaml(Map<String, ?> tree) {
    return write(YAML, tree);
  }

  /** The description as maps, lists, texts and numbers. */
  public static Map<String, Object> tree(Network network) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("blockwright", 1);
    out.put("name", network.name());
    InputFormat.write(network, out);
    out.put("labels", network.labels());
    out.put("blocks", BlockWriter.parts(network.body()));
    network.parts().stream()
        .filter(p -> p.name().equals(Network.HEAD))
        .forEach(
            p ->
                out.put(
                    "head",
                    p.block() instanceof Seq seq
                        ? BlockWriter.parts(seq.parts())
                        : List.of(BlockWriter.part(new Part("head", true, p.block())))));
    return out;
  }

  /**
   * Reads a description.
   *
   * @throws DescriptionException with file, line and column, where it is wrong
   */
  public static Network read(Path path) {
    return read(Document.read(path));
  }

  /** Reads a description from a text; {@code file} is its name in messages. */
  public static Network parse(String file, String text) {
    return read(Document.parse(file, text));
  }

  /** Reads the parts of a head: a list, or a map with the key {@code head}. */
  public static Seq readHead(Path path) {
    Document d = Document.read(path);
    return Layers.seq(BlockReader.pieces(d.isMap() ? d.map(Set.of("head")).get("head") : d));
  }

  private static Network read(Document d) {
    Map<String, Document> m = d.map(KEYS);
    if (m.containsKey("blockwright") && !m.get("blockwright").text().equals(VERSION)) {
      Document version = m.get("blockwright");
      throw new DescriptionException(FormatProblems.version(version.place(), version.text()));
    }
    Network network =
        Network.named(d.get("name").text())
            .inputs(InputFormat.inputs(d, m).toArray(Input[]::new))
            .augment(LayerReader.optional(m, "augment", InputFormat::augmenting, Augmenting.NONE));
    List<Part> parts = new ArrayList<>();
    if (m.containsKey("table")) {
      parts.addAll(TableReader.read(m.get("table")).parts());
    }
    if (m.containsKey("blocks")) {
      parts.addAll(Layers.seq(blocks(network.name(), m.get("blocks"))).parts());
    }
    try {
      network = network.with(parts);
      if (m.containsKey("head")) {
        network = network.head(BlockReader.pieces(m.get("head")));
      }
      if (m.containsKey("labels")) {
        network = network.labels(m.get("labels").list().stream().map(Document::text).toList());
      }
    } catch (DescriptionException e) {
      String file = d.place().replaceAll(":\\d+:\\d+$", "");
      throw e.getMessage().startsWith(file + ":")
          ? e
          : new DescriptionException(FormatProblems.at(file, e.getMessage()), e);
    }
    return network;
  }

  /** The parts before the head, of which none may bear its name: it would be taken for the head. */
  private static Piece[] blocks(String network, Document list) {
    Piece[] pieces = BlockReader.pieces(list);
    for (int i = 0; i < pieces.length; i++) {
      if (pieces[i] instanceof Part part && part.name().equals(Network.HEAD)) {
        Document name = list.list().get(i).get("name");
        throw new DescriptionException(
            FormatProblems.at(name.place(), Problems.headIsTheEnd(network)));
      }
    }
    return pieces;
  }

  private static String write(ObjectMapper mapper, Object tree) {
    try {
      return mapper.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
