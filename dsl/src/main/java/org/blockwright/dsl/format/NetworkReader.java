package org.blockwright.dsl.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.NamedBlock;

/**
 * A network from a document. What no single value has wrong, but the parts together, is told where
 * the first part stands with which the network goes wrong.
 */
final class NetworkReader {
  /** Version 1 has neither color mode nor resizing; both then have their defaults. */
  private static final Set<String> VERSIONS = Set.of("1", "2");

  private static final Set<String> KEYS =
      Set.of(
          "blockwright",
          "name",
          "input",
          "inputs",
          "preprocessing",
          "colorMode",
          "resizing",
          "augment",
          "labels",
          "blocks",
          "table",
          "head",
          "provenance");

  private static final Block[] NO_BLOCKS = {};

  private NetworkReader() {}

  static Network read(Document d) {
    return d.convert(NetworkReader::network);
  }

  private static Network network(Document d) {
    Map<String, Document> m = d.map(KEYS);
    if (m.containsKey("blockwright") && !VERSIONS.contains(m.get("blockwright").text())) {
      Document version = m.get("blockwright");
      throw new DescriptionException(
          FormatProblems.unsupportedVersion(version.location(), version.text()));
    }
    Network.Named named = d.get("name").convert(name -> Network.named(name.text()));
    Network network = named.inputs(InputFormat.inputs(d, m).toArray(Input[]::new));
    network = network.conversion(InputFormat.conversion(m));
    if (m.containsKey("augment")) {
      network = InputFormat.augment(network, m.get("augment"));
    }
    if (m.containsKey("table")) {
      network = m.get("table").convert(table(network));
    }
    Optional<Document> blocks =
        m.containsKey("table") ? d.find("blocks") : Optional.of(d.get("blocks"));
    network = withLayers(network, blocks, d.find("head"));
    if (m.containsKey("labels")) {
      network = m.get("labels").convert(labels(network));
    }
    return network;
  }

  private static Function<Document, Network> table(Network network) {
    return d -> network.withBlocks(TableReader.read(d));
  }

  private static Function<Document, Network> labels(Network network) {
    return d -> network.labels(d.list().stream().map(Document::text).toList());
  }

  /** The network with its blocks and its head. */
  private static Network withLayers(
      Network start, Optional<Document> blocks, Optional<Document> head) {
    Block[] body = blocks.map(list -> blocks(start.name(), list)).orElse(NO_BLOCKS);
    Block[] end = head.map(BlockReader::blocks).orElse(NO_BLOCKS);
    try {
      // At once: a body that an edit has emptied is a network with its head alone.
      return addBlocks(
          start,
          head.isEmpty()
              ? body
              : append(body, new NamedBlock(Network.HEAD, true, Layers.seq(end))));
    } catch (DescriptionException e) {
      return addStepwise(start, blocks, body, head, end);
    }
  }

  /** The same, which tells where it goes wrong. */
  private static Network addStepwise(
      Network start,
      Optional<Document> blocks,
      Block[] body,
      Optional<Document> head,
      Block[] end) {
    Network before =
        blocks
            .map(list -> applyLocated(list, body, pieces -> addBlocks(start, pieces)))
            .orElse(start);
    return head.map(list -> applyLocated(list, end, before::head)).orElse(before);
  }

  private static Block[] append(Block[] pieces, Block last) {
    return Stream.concat(Stream.of(pieces), Stream.of(last)).toArray(Block[]::new);
  }

  /** The parts before the head, of which none may bear its name: it would be taken for the head. */
  private static Block[] blocks(String network, Document list) {
    Block[] pieces = BlockReader.blocks(list);
    for (int i = 0; i < pieces.length; i++) {
      if (pieces[i] instanceof NamedBlock part && part.name().equals(Network.HEAD)) {
        Document name = list.list().get(i).get("name");
        throw new DescriptionException(
            FormatProblems.withLocation(name.location(), Problems.reservedHeadName(network)));
      }
    }
    return pieces;
  }

  private static Network addBlocks(Network before, Block[] pieces) {
    List<NamedBlock> parts = new ArrayList<>(before.blocks());
    parts.addAll(Layers.seq(pieces).blocks());
    return before.withBlocks(parts);
  }

  /** The network of these pieces, which the list says; what is wrong is told where it begins. */
  private static Network applyLocated(
      Document list, Block[] pieces, Function<Block[], Network> network) {
    return list.convert(
        all -> {
          try {
            return network.apply(pieces);
          } catch (DescriptionException e) {
            return firstInvalid(all, pieces, network)
                .convert(
                    where -> {
                      throw e;
                    });
          }
        });
  }

  /**
   * The first part with which something is wrong: sought by halves, then within it where it is a
   * sequence. The list itself, where it has no part.
   */
  private static Document firstInvalid(
      Document list, Block[] pieces, Function<Block[], Network> network) {
    if (pieces.length == 0) {
      return list;
    }
    int right = 0;
    int wrong = pieces.length;
    while (wrong - right > 1) {
      int middle = (right + wrong) / 2;
      if (isValid(prefix(pieces, middle), network)) {
        right = middle;
      } else {
        wrong = middle;
      }
    }
    Document part = list.list().get(right);
    if (part.find("seq").isEmpty() || part.find("times").isPresent()) {
      return part;
    }
    Block[] before = prefix(pieces, right);
    Document seq = part.get("seq");
    Function<Block[], Network> inside =
        inner -> {
          return network.apply(append(before, withContents(pieces[before.length], inner)));
        };
    Block[] inner = BlockReader.blocks(seq);
    return inner.length == 0 ? part : firstInvalid(seq, inner, inside);
  }

  private static Block withContents(Block sequence, Block[] inner) {
    return sequence instanceof NamedBlock part
        ? new NamedBlock(part.name(), part.isGroup(), Layers.seq(inner))
        : Layers.seq(inner);
  }

  private static boolean isValid(Block[] pieces, Function<Block[], Network> network) {
    try {
      network.apply(pieces);
      return true;
    } catch (DescriptionException e) {
      return false;
    }
  }

  private static Block[] prefix(Block[] pieces, int n) {
    return Arrays.copyOf(pieces, n);
  }
}
