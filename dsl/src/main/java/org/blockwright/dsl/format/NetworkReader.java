package org.blockwright.dsl.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.check.NameProblems;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.NamedBlock;

/**
 * Reads a network. If all values are valid but the network is not, the error is reported at the
 * first block with which the network is no longer valid.
 */
final class NetworkReader {
  private static final String CURRENT_VERSION = String.valueOf(NetworkFormat.VERSION);

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
          "loss",
          "weight",
          "thresholds",
          "outputs",
          "blocks",
          "table",
          "head",
          "provenance");

  private static final Block[] NO_BLOCKS = {};

  private NetworkReader() {}

  static Network read(Document d) {
    return d.convert(NetworkReader::network);
  }

  /**
   * Returns a map with the keys of the current version. A map without {@code blockwright} has the
   * current version.
   *
   * @throws InvalidDescriptionException if the version is not supported
   */
  static Document toCurrentVersion(Document map) {
    Optional<Document> version = map.find("blockwright");
    if (version.isEmpty() || version.get().text().equals(CURRENT_VERSION)) {
      return map;
    }
    if (!LegacyKeys.VERSIONS.contains(version.get().text())) {
      throw version.get().invalid(FormatProblems.unsupportedVersion(version.get().text()));
    }
    return LegacyKeys.upgrade(map);
  }

  private static Network network(Document file) {
    Document d = toCurrentVersion(file);
    Map<String, Document> m = d.map(KEYS);
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
    return OutputFormat.read(network, m);
  }

  private static Function<Document, Network> table(Network network) {
    return d -> network.withBlocks(TableReader.read(d));
  }

  private static Function<Document, Network> labels(Network network) {
    return d -> network.labels(d.list().stream().map(Document::text).toList());
  }

  /** Adds the blocks and the head. */
  private static Network withLayers(
      Network start, Optional<Document> blocks, Optional<Document> head) {
    Block[] body = blocks.map(list -> blocks(start.name(), list)).orElse(NO_BLOCKS);
    Block[] headBlocks = head.map(BlockReader::blocks).orElse(NO_BLOCKS);
    try {
      // Both at once: without its head, a network whose blocks an edit has removed is not valid.
      return addBlocks(
          start,
          head.isEmpty()
              ? body
              : append(body, new NamedBlock(Network.HEAD, true, Layers.seq(headBlocks))));
    } catch (InvalidDescriptionException e) {
      return addStepwise(start, blocks, body, head, headBlocks);
    }
  }

  /** Adds blocks and head one by one, to find the location of an error. */
  private static Network addStepwise(
      Network start,
      Optional<Document> blocks,
      Block[] body,
      Optional<Document> head,
      Block[] headBlocks) {
    Network headless =
        blocks.map(list -> applyLocated(list, body, all -> addBlocks(start, all))).orElse(start);
    return head.map(list -> applyLocated(list, headBlocks, headless::head)).orElse(headless);
  }

  private static Block[] append(Block[] blocks, Block last) {
    return Stream.concat(Stream.of(blocks), Stream.of(last)).toArray(Block[]::new);
  }

  /** Reads the blocks before the head; none may have the name of the head. */
  private static Block[] blocks(String network, Document list) {
    Block[] blocks = BlockReader.blocks(list);
    for (int i = 0; i < blocks.length; i++) {
      if (blocks[i] instanceof NamedBlock block && block.name().equals(Network.HEAD)) {
        Document name = list.list().get(i).get("name");
        throw name.invalid(NameProblems.reservedHeadName(network));
      }
    }
    return blocks;
  }

  private static Network addBlocks(Network start, Block[] blocks) {
    List<NamedBlock> all = new ArrayList<>(start.blocks());
    all.addAll(Layers.seq(blocks).blocks());
    return start.withBlocks(all);
  }

  /**
   * Builds a network from the blocks of a list; an error is reported at the first invalid block.
   */
  private static Network applyLocated(
      Document list, Block[] blocks, Function<Block[], Network> network) {
    return list.convert(
        all -> {
          try {
            return network.apply(blocks);
          } catch (InvalidDescriptionException e) {
            return firstInvalid(all, blocks, network)
                .convert(
                    invalid -> {
                      throw e;
                    });
          }
        });
  }

  /**
   * Finds the first block with which the network is invalid, by bisection, and within it if it is a
   * sequence. Returns the list itself if it has no blocks.
   */
  private static Document firstInvalid(
      Document list, Block[] blocks, Function<Block[], Network> network) {
    if (blocks.length == 0) {
      return list;
    }
    int valid = 0;
    int invalid = blocks.length;
    while (invalid - valid > 1) {
      int middle = (valid + invalid) / 2;
      if (isValid(prefix(blocks, middle), network)) {
        valid = middle;
      } else {
        invalid = middle;
      }
    }
    Document block = list.list().get(valid);
    if (block.find("seq").isEmpty() || block.find("times").isPresent()) {
      return block;
    }
    Block[] before = prefix(blocks, valid);
    Block outer = blocks[valid];
    Document seq = block.get("seq");
    Block[] inner = BlockReader.blocks(seq);
    return inner.length == 0
        ? block
        : firstInvalid(
            seq, inner, some -> network.apply(append(before, withContents(outer, some))));
  }

  private static Block withContents(Block sequence, Block[] inner) {
    return sequence instanceof NamedBlock block
        ? new NamedBlock(block.name(), block.isGroup(), Layers.seq(inner))
        : Layers.seq(inner);
  }

  private static boolean isValid(Block[] blocks, Function<Block[], Network> network) {
    try {
      network.apply(blocks);
      return true;
    } catch (InvalidDescriptionException e) {
      return false;
    }
  }

  private static Block[] prefix(Block[] blocks, int n) {
    return Arrays.copyOf(blocks, n);
  }
}
