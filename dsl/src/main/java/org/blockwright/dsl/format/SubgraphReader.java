package org.blockwright.dsl.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.ReferenceChecker;
import org.blockwright.dsl.layer.Repeated;
import org.blockwright.dsl.layer.Subgraph;

/** A graph from a map; what a part reads wrongly is told where it says so. */
final class SubgraphReader {
  private final ReferenceChecker references;
  private final List<Subgraph.Connection> connections = new ArrayList<>();
  private final List<Subgraph.Output> outputs = new ArrayList<>();

  private SubgraphReader(List<String> inputs) {
    references = new ReferenceChecker(inputs);
  }

  static Subgraph read(Document d) {
    Map<String, Document> m = d.map(Set.of("inputs", "parts", "output", "outputs"));
    if (m.containsKey("output") && m.containsKey("outputs")) {
      throw d.expected("either output or outputs");
    }
    List<String> inputs =
        LayerReader.optional(
            m,
            "inputs",
            list -> list.list().stream().map(Document::text).toList(),
            List.of(Subgraph.INPUT));
    SubgraphReader graph = new SubgraphReader(inputs);
    List<Document> parts = d.get("parts").list();
    parts.forEach(graph::readBlock);
    if (m.containsKey("outputs")) {
      m.get("outputs").map().forEach(graph::readOutput);
    } else {
      graph.readOutput(Subgraph.OUTPUT, d.get("output"));
    }
    for (int i = 0; i < parts.size(); i++) {
      NamedBlock part = graph.connections.get(i).block();
      checkAt(parts.get(i), place -> graph.references.requireConsumed(part, graph.outputs));
    }
    return new Subgraph(inputs, graph.connections, graph.outputs);
  }

  private void readBlock(Document d) {
    Block piece = BlockReader.block(d, Set.of("reads"));
    if (piece instanceof Repeated) {
      throw d.get("times").expected("no times beside reads (put it on a part within a seq)");
    }
    if (!(piece instanceof NamedBlock part)) {
      throw new DescriptionException(FormatProblems.missingKey(d.location(), "name"));
    }
    Document reads = d.get("reads");
    List<Document> all = reads.isList() ? reads.list() : List.of(reads);
    all.forEach(one -> checkAt(one, place -> references.consume(part.name(), place.text())));
    checkAt(d.get("name"), place -> references.add(part));
    connections.add(new Subgraph.Connection(part, all.stream().map(Document::text).toList()));
  }

  private void readOutput(String name, Document reads) {
    Subgraph.Output output = new Subgraph.Output(name, reads.text());
    checkAt(reads, place -> references.consume(output));
    outputs.add(output);
  }

  private static void checkAt(Document place, Consumer<Document> check) {
    place.convert(
        d -> {
          check.accept(d);
          return d;
        });
  }
}
