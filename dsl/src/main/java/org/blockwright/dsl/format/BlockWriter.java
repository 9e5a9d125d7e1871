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

/** Parts and blocks as maps and lists. */
final class BlockWriter {
  private BlockWriter() {}

  static List<Object> blocks(List<NamedBlock> parts) {
    return parts.stream().<Object>map(BlockWriter::block).toList();
  }

  static Map<String, Object> block(NamedBlock part) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", part.name());
    if (part.isGroup()) {
      out.put("group", true);
    }
    out.putAll(body(part.body()));
    return out;
  }

  private static Map<String, Object> body(BlockBody block) {
    if (block instanceof Layer layer) {
      return layer.accept(new LayerWriter());
    }
    if (block instanceof Sequence seq) {
      return Map.of("seq", blocks(seq.blocks()));
    }
    if (block instanceof Branches branches) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("join", block(branches.join()));
      out.put("arms", blocks(branches.branches()));
      return Map.of("branches", out);
    }
    Subgraph wiring = (Subgraph) block;
    Map<String, Object> out = new LinkedHashMap<>();
    if (!wiring.inputs().equals(List.of(Subgraph.INPUT))) {
      out.put("inputs", wiring.inputs());
    }
    out.put("parts", wiring.connections().stream().map(BlockWriter::connection).toList());
    if (wiring.outputNames().equals(List.of(Subgraph.OUTPUT))) {
      out.put("output", wiring.outputs().get(0).source());
    } else {
      Map<String, Object> outputs = new LinkedHashMap<>();
      wiring.outputs().forEach(output -> outputs.put(output.name(), output.source()));
      out.put("outputs", outputs);
    }
    return Map.of("graph", out);
  }

  private static Map<String, Object> connection(Subgraph.Connection wire) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("reads", wire.inputs());
    out.putAll(block(wire.block()));
    return out;
  }
}
