package org.blockwright.dsl.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Piece;
import org.blockwright.dsl.References;
import org.blockwright.dsl.Times;
import org.blockwright.dsl.Wiring;

/** A graph from a map; what a part reads wrongly is told where it says so. */
final class WiringReader {
  private final References references;
  private final List<Wiring.Wire> wires = new ArrayList<>();
  private final List<Wiring.Output> outputs = new ArrayList<>();

  private WiringReader(List<String> inputs) {
    references = new References(inputs);
  }

  static Wiring read(Document d) {
    Map<String, Document> m = d.map(Set.of("inputs", "parts", "output", "outputs"));
    if (m.containsKey("output") && m.containsKey("outputs")) {
      throw d.expected("either output or outputs");
    }
    List<String> inputs =
        LayerReader.optional(
            m,
            "inputs",
            list -> list.list().stream().map(Document::text).toList(),
            List.of(Wiring.INPUT));
    WiringReader graph = new WiringReader(inputs);
    List<Document> parts = d.get("parts").list();
    parts.forEach(graph::part);
    if (m.containsKey("outputs")) {
      m.get("outputs").map().forEach(graph::output);
    } else {
      graph.output(Wiring.OUTPUT, d.get("output"));
    }
    for (int i = 0; i < parts.size(); i++) {
      Part part = graph.wires.get(i).part();
      check(parts.get(i), place -> graph.references.requireRead(part, graph.outputs));
    }
    return new Wiring(inputs, graph.wires, graph.outputs);
  }

  private void part(Document d) {
    Piece piece = BlockReader.piece(d, Set.of("reads"));
    if (piece instanceof Times) {
      throw d.get("times").expected("no times beside reads (put it on a part within a seq)");
    }
    if (!(piece instanceof Part part)) {
      throw new DescriptionException(FormatProblems.missing(d.place(), "name"));
    }
    Document reads = d.get("reads");
    List<Document> all = reads.isList() ? reads.list() : List.of(reads);
    all.forEach(one -> check(one, place -> references.read(part.name(), place.text())));
    check(d.get("name"), place -> references.add(part));
    wires.add(new Wiring.Wire(part, all.stream().map(Document::text).toList()));
  }

  private void output(String name, Document reads) {
    Wiring.Output output = new Wiring.Output(name, reads.text());
    check(reads, place -> references.read(output));
    outputs.add(output);
  }

  private static void check(Document place, Consumer<Document> check) {
    place.into(
        d -> {
          check.accept(d);
          return d;
        });
  }
}
