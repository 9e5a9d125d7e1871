package org.blockwright.dsl.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Branches;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Subgraph;

/** Writes blocks as maps and lists. */
final class BlockWriter {
  private BlockWriter() {}

  static List<Object> blocks(List<NamedBlock> blocks) {
    return blocks.stream().<Object>map(BlockWriter::block).toList();
  }

  static Map<String, Object> block(NamedBlock block) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", block.name());
    if (block.isGroup()) {
      out.put("group", true);
    }
    out.putAll(body(block.body()));
    return out;
  }

  private static Map<String, Object> body(BlockBody body) {
    if (body instanceof Layer layer) {
      return layer.accept(new LayerWriter());
    }
    if (body instanceof Sequence seq) {
      return Map.of("seq", blocks(seq.blocks()));
    }
    if (body instanceof Branches branches) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("branches", blocks(branches.branches()));
      out.put("merge", block(branches.merge()));
      return out;
    }
    Subgraph subgraph = (Subgraph) body;
    Map<String, Object> out = new LinkedHashMap<>();
    if (!subgraph.inputs().equals(List.of(Subgraph.INPUT))) {
      out.put("inputs", subgraph.inputs());
    }
    out.put("blocks", subgraph.connections().stream().map(BlockWriter::connection).toList());
    if (subgraph.outputNames().equals(List.of(Subgraph.OUTPUT))) {
      out.put("output", subgraph.outputs().get(0).source());
    } else {
      Map<String, Object> outputs = new LinkedHashMap<>();
      subgraph.outputs().forEach(output -> outputs.put(output.name(), output.source()));
      out.put("outputs", outputs);
    }
    return Map.of("graph", out);
  }

  private static Map<String, Object> connection(Subgraph.Connection connection) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", connection.block().name());
    out.put("inputs", connection.inputs());
    out.putAll(block(connection.block()));
    return out;
  }
}
