package org.blockwright.dsl.format;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.NamedBlock;

/** Parts and blocks from maps and lists; names may be left out, as in the Java words. */
final class BlockReader {
  private static final ImmutableSet<String> CONTAINER_KINDS =
      ImmutableSet.of("seq", "branches", "graph");
  private static final ImmutableSet<String> COMMON_KEYS = ImmutableSet.of("name", "group", "times");

  private BlockReader() {}

  static Block[] blocks(Document list) {
    return list.list().stream().map(d -> block(d, Set.of())).toArray(Block[]::new);
  }

  /** A part; beside what every part may say it may say this. */
  static Block block(Document d, Set<String> extra) {
    Set<String> kinds = Sets.union(LayerReader.kinds(), CONTAINER_KINDS);
    Map<String, Document> m = d.map(Sets.union(kinds, Sets.union(COMMON_KEYS, extra)));
    List<String> kind = m.keySet().stream().filter(kinds::contains).toList();
    if (kind.size() != 1) {
      throw new DescriptionException(FormatProblems.exactlyOneKind(d.location(), kind, kinds));
    }
    Document inner = m.get(kind.get(0));
    BlockBody block = inner.convert(value -> body(kind.get(0), value));
    boolean group = LayerReader.optional(m, "group", Document::bool, false);
    Block piece = block;
    if (m.containsKey("name")) {
      piece = m.get("name").convert(name -> new NamedBlock(name.text(), group, block));
    } else if (group) {
      throw new DescriptionException(FormatProblems.missingKey(d.location(), "name"));
    }
    return times(piece, m);
  }

  private static Block times(Block piece, Map<String, Document> m) {
    return LayerReader.optional(m, "times", n -> piece.times(n.integerAtLeast(1)), piece);
  }

  private static BlockBody body(String kind, Document d) {
    return switch (kind) {
      case "seq" -> Layers.seq(blocks(d));
      case "branches" -> branches(d);
      case "graph" -> SubgraphReader.read(d);
      default -> LayerReader.read(kind, d);
    };
  }

  private static BlockBody branches(Document d) {
    d.map(Set.of("join", "arms"));
    return Layers.branches(block(d.get("join"), Set.of()), blocks(d.get("arms")));
  }
}
