package org.blockwright.dsl.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.dsl.BlockTable;
import org.blockwright.dsl.Padding;
import org.blockwright.dsl.Size;

/** The article's block table: block number to features, kernel, padding, pooling and layers. */
final class TableReader {
  private TableReader() {}

  static BlockTable read(Document d) {
    List<BlockTable.Row> rows = new ArrayList<>();
    for (Map.Entry<String, Document> entry : d.map().entrySet()) {
      Document row = entry.getValue();
      int number;
      try {
        number = Integer.parseInt(entry.getKey());
      } catch (NumberFormatException e) {
        throw d.expected("block numbers as keys, got \"" + entry.getKey() + "\"");
      }
      Map<String, Document> m =
          row.map(Set.of("features", "kernel", "padding", "pooling", "layers"));
      BlockTable.Row read =
          BlockTable.block(number)
              .features(row.get("features").integer())
              .kernel(LayerReader.size(row.get("kernel")))
              .padding(Padding.of(LayerReader.optional(m, "padding", Document::integer, 0)));
      if (m.containsKey("pooling")) {
        Document pooling = m.get("pooling");
        pooling.map(Set.of("kernel", "stride"));
        Size kernel = LayerReader.size(pooling.get("kernel"));
        Size stride = LayerReader.size(pooling.get("stride"));
        read = read.pooling(kernel, stride);
      }
      rows.add(read.layers(row.get("layers").text()));
    }
    return BlockTable.of(rows.toArray(BlockTable.Row[]::new));
  }
}
