package org.blockwright.dsl.format;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Block;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Piece;

/** Parts and blocks from maps and lists; names may be left out, as in the Java words. */
final class BlockReader {
  private static final ImmutableSet<String> BLOCKS = ImmutableSet.of("seq", "branches", "graph");
  private static final ImmutableSet<String> AROUND = ImmutableSet.of("name", "group", "times");

  private BlockReader() {}

  static Piece[] pieces(Document list) {
    return list.list().stream().map(d -> piece(d, Set.of())).toArray(Piece[]::new);
  }

  /** A part; beside what every part may say it may say this. */
  static Piece piece(Document d, Set<String> extra) {
    Set<String> kinds = Sets.union(LayerReader.kinds(), BLOCKS);
    Map<String, Document> m = d.map(Sets.union(kinds, Sets.union(AROUND, extra)));
    List<String> kind = m.keySet().stream().filter(kinds::contains).toList();
    if (kind.size() != 1) {
      throw new DescriptionException(FormatProblems.oneKind(d.place(), kind, kinds));
    }
    Document inner = m.get(kind.get(0));
    Block block = inner.into(value -> block(kind.get(0), value));
    boolean group = LayerReader.optional(m, "group", Document::bool, false);
    Piece piece = block;
    if (m.containsKey("name")) {
      piece = m.get("name").into(name -> new Part(name.text(), group, block));
    } else if (group) {
      throw new DescriptionException(FormatProblems.missing(d.place(), "name"));
    }
    return times(piece, m);
  }

  private static Piece times(Piece piece, Map<String, Document> m) {
    return LayerReader.optional(m, "times", n -> piece.times(n.atLeast(1)), piece);
  }

  private static Block block(String kind, Document d) {
    return switch (kind) {
      case "seq" -> Layers.seq(pieces(d));
      case "branches" -> branches(d);
      case "graph" -> WiringReader.read(d);
      default -> LayerReader.read(kind, d);
    };
  }

  private static Block branches(Document d) {
    d.map(Set.of("join", "arms"));
    return Layers.branches(piece(d.get("join"), Set.of()), pieces(d.get("arms")));
  }
}
