package org.blockwright.dsl.format;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.ReferenceChecker;
import org.blockwright.dsl.layer.Repeated;
import org.blockwright.dsl.layer.Subgraph;

/** Reads a graph; an invalid reference is reported at its own location. */
final class SubgraphReader {
  static final ImmutableSet<String> KEYS = ImmutableSet.of("inputs", "blocks", "output", "outputs");

  /** The keys that a block of a graph has besides those of every block. */
  static final ImmutableSet<String> BLOCK_KEYS = ImmutableSet.of("inputs");

  private final ReferenceChecker references;
  private final List<Subgraph.Connection> connections = new ArrayList<>();
  private final List<Subgraph.Output> outputs = new ArrayList<>();

  private SubgraphReader(List<String> inputs) {
    references = new ReferenceChecker(inputs);
  }

  static Subgraph read(Document d) {
    Map<String, Document> m = LegacyKeys.requireCurrent(d, KEYS);
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
    List<Document> blocks = d.get("blocks").list();
    blocks.forEach(graph::readBlock);
    if (m.containsKey("outputs")) {
      m.get("outputs").map().forEach(graph::readOutput);
    } else {
      graph.readOutput(Subgraph.OUTPUT, d.get("output"));
    }
    for (int i = 0; i < blocks.size(); i++) {
      NamedBlock block = graph.connections.get(i).block();
      checkAt(blocks.get(i), value -> graph.references.requireConsumed(block, graph.outputs));
    }
    return new Subgraph(inputs, graph.connections, graph.outputs);
  }

  private void readBlock(Document d) {
    Block block = BlockReader.block(d, BLOCK_KEYS);
    if (block instanceof Repeated) {
      throw d.get("times").expected("no times on a block of a graph (repeat it in a seq)");
    }
    if (!(block instanceof NamedBlock named)) {
      throw d.invalid(FormatProblems.missingKey("name"));
    }
    Document value = d.get("inputs");
    List<Document> inputs = value.isList() ? value.list() : List.of(value);
    inputs.forEach(i -> checkAt(i, input -> references.consume(named.name(), input.text())));
    checkAt(d.get("name"), name -> references.add(named));
    connections.add(new Subgraph.Connection(named, inputs.stream().map(Document::text).toList()));
  }

  private void readOutput(String name, Document source) {
    Subgraph.Output output = new Subgraph.Output(name, source.text());
    checkAt(source, value -> references.consume(output));
    outputs.add(output);
  }

  private static void checkAt(Document location, Consumer<Document> check) {
    location.convert(
        d -> {
          check.accept(d);
          return d;
        });
  }
}
