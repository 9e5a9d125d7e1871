package org.blockwright.dsl.format;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.NamedBlock;

/** Reads blocks; names may be omitted, as in Java. */
final class BlockReader {
  private static final ImmutableSet<String> CONTAINER_KINDS =
      ImmutableSet.of("seq", "branches", "graph");
  private static final ImmutableSet<String> COMMON_KEYS =
      ImmutableSet.of("name", "group", "times", "merge");

  private BlockReader() {}

  static Block[] blocks(Document list) {
    return list.list().stream().map(d -> block(d, Set.of())).toArray(Block[]::new);
  }

  /** Returns the keys that a block may have, including the given ones. */
  static Set<String> keys(Set<String> extraKeys) {
    return Sets.union(kinds(), Sets.union(COMMON_KEYS, extraKeys));
  }

  private static Set<String> kinds() {
    return Sets.union(LayerReader.kinds(), CONTAINER_KINDS);
  }

  /** Reads a block that may have these keys besides those of every block. */
  static Block block(Document d, Set<String> extraKeys) {
    Map<String, Document> m = LegacyKeys.requireCurrent(d, keys(extraKeys));
    List<String> kinds = m.keySet().stream().filter(kinds()::contains).toList();
    if (kinds.size() != 1) {
      throw d.invalid(FormatProblems.exactlyOneKind(kinds, kinds()));
    }
    String kind = kinds.get(0);
    if (m.containsKey("merge") && !kind.equals("branches")) {
      throw d.invalidKey("merge", FormatProblems.mergeWithoutBranches());
    }
    BlockBody body = m.get(kind).convert(value -> body(kind, value, d));
    boolean group = LayerReader.optional(m, "group", Document::bool, false);
    Block block = body;
    if (m.containsKey("name")) {
      block = m.get("name").convert(name -> new NamedBlock(name.text(), group, body));
    } else if (group) {
      throw d.invalid(FormatProblems.missingKey("name"));
    }
    return times(block, m);
  }

  private static Block times(Block block, Map<String, Document> m) {
    return LayerReader.optional(m, "times", n -> block.times(n.integerAtLeast(1)), block);
  }

  private static BlockBody body(String kind, Document d, Document block) {
    return switch (kind) {
      case "seq" -> Layers.seq(blocks(d));
      case "branches" -> branches(d, block);
      case "graph" -> SubgraphReader.read(d);
      default -> LayerReader.read(kind, d);
    };
  }

  private static BlockBody branches(Document d, Document block) {
    if (d.isMap()) {
      throw d.invalid(FormatProblems.nestedBranches());
    }
    Block[] branches = blocks(d);
    return Layers.branches(block(block.get("merge"), Set.of()), branches);
  }
}
