package org.blockwright.dsl.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.dsl.BlockTable;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Padding;

/** Reads the article's block table: features, kernel, padding, pooling and layers per block. */
final class TableReader {
  private TableReader() {}

  static List<NamedBlock> read(Document d) {
    List<NamedBlock> blocks = new ArrayList<>();
    d.map()
        .forEach(
            (key, value) -> {
              int number;
              try {
                number = Integer.parseInt(key);
              } catch (NumberFormatException e) {
                throw d.invalidKey(key, FormatProblems.expected("a block number", '"' + key + '"'));
              }
              blocks.addAll(value.convert(row -> BlockTable.of(row(number, row)).blocks()));
            });
    return blocks;
  }

  private static BlockTable.Row row(int number, Document d) {
    Map<String, Document> m = d.map(Set.of("features", "kernel", "padding", "pooling", "layers"));
    BlockTable.Row row =
        BlockTable.block(number)
            .features(d.get("features").integer())
            .kernel(d.get("kernel").convert(LayerReader::size))
            .padding(
                LayerReader.optional(
                    m, "padding", p -> Padding.of(p.integerAtLeast(0)), Padding.VALID));
    if (m.containsKey("pooling")) {
      Document pooling = m.get("pooling");
      pooling.requireKnownKeys(Set.of("kernel", "stride"));
      row =
          row.pooling(
              pooling.get("kernel").convert(LayerReader::size),
              pooling.get("stride").convert(LayerReader::size));
    }
    return row.layers(d.get("layers").text());
  }
}
