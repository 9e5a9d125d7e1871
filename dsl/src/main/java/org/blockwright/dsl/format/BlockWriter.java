package org.blockwright.dsl.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.Block;
import org.blockwright.dsl.Branches;
import org.blockwright.dsl.Layer;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Seq;
import org.blockwright.dsl.Wiring;

/** Parts and blocks as maps and lists. */
final class BlockWriter {
  private BlockWriter() {}

  static List<Object> parts(List<Part> parts) {
    return parts.stream().<Object>map(BlockWriter::part).toList();
  }

  static Map<String, Object> part(Part part) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", part.name());
    if (part.group()) {
      out.put("group", true);
    }
    out.putAll(block(part.block()));
    return out;
  }

  private static Map<String, Object> block(Block block) {
    if (block instanceof Layer layer) {
      return layer.accept(new LayerWriter());
    }
    if (block instanceof Seq seq) {
      return Map.of("seq", parts(seq.parts()));
    }
    if (block instanceof Branches branches) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("join", part(branches.join()));
      out.put("arms", parts(branches.arms()));
      return Map.of("branches", out);
    }
    Wiring wiring = (Wiring) block;
    Map<String, Object> out = new LinkedHashMap<>();
    if (!wiring.inputs().equals(List.of(Wiring.INPUT))) {
      out.put("inputs", wiring.inputs());
    }
    out.put("parts", wiring.wires().stream().map(BlockWriter::wire).toList());
    if (wiring.outputNames().equals(List.of(Wiring.OUTPUT))) {
      out.put("output", wiring.outputs().get(0).reads());
    } else {
      Map<String, Object> outputs = new LinkedHashMap<>();
      wiring.outputs().forEach(output -> outputs.put(output.name(), output.reads()));
      out.put("outputs", outputs);
    }
    return Map.of("graph", out);
  }

  private static Map<String, Object> wire(Wiring.Wire wire) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("reads", wire.inputs());
    out.putAll(part(wire.part()));
    return out;
  }
}
