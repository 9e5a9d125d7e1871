package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.engine.CompiledGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Random networks compute the same compiled as the reference in double. */
class CompiledRandomNetworksTest {
  @Provide
  Arbitrary<RandomNetworks.Candidate<Network>> networks() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, RandomNetworks.chains()), Tuple.of(1, RandomNetworks.severalInputs()));
  }

  @Property(tries = 40, seed = "20261130", edgeCases = EdgeCasesMode.NONE)
  void compiledNetworksMatchTheReference(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate) {
    check(candidate);
  }

  @Tag("slow")
  @Property(tries = 500, seed = "20261201", edgeCases = EdgeCasesMode.NONE)
  void manyCompiledNetworksMatchTheReference(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate) {
    check(candidate);
  }

  @Tag("soak")
  @Property(tries = 20_000, seed = "20261202", edgeCases = EdgeCasesMode.NONE)
  void thousandsOfCompiledNetworksMatchTheReference(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate) {
    check(candidate);
  }

  private static void check(RandomNetworks.Candidate<Network> candidate) {
    Network network;
    try {
      network = candidate.build();
    } catch (DescriptionException e) {
      count(false);
      return;
    }
    count(true);
    network.graph().nodes().forEach(n -> Statistics.label("kinds").collect(n.layer().kind()));
    try (Model model = Model.create(network, 1)) {
      ReferenceCheck.randomize(model);
      verify(model);
    }
  }

  private static void count(boolean accepted) {
    Statistics.label("accepted")
        .collect(accepted)
        .coverage(coverage -> coverage.check(true).percentage(p -> p > 30));
  }

  private static void verify(Model model) {
    LayerGraph graph = model.network().graph();
    List<Map<String, double[]>> examples = new ArrayList<>();
    INDArray[] inputs = ReferenceCheck.inputs(graph, examples);
    // A network whose output is its input is not compiled.
    if (graph.outputs().stream().anyMatch(graph.inputs()::containsKey)) {
      return;
    }
    Map<String, INDArray> outputs = new HashMap<>();
    try (CompiledGraph compiled = CompiledGraph.of(model.graph())) {
      INDArray[] values = compiled.output(inputs);
      for (int i = 0; i < values.length; i++) {
        outputs.put(graph.outputs().get(i), values[i]);
      }
    }
    for (int example = 0; example < ReferenceCheck.BATCH; example++) {
      Map<String, double[]> expected = ReferenceForward.of(model, examples.get(example));
      for (String name : graph.outputs()) {
        INDArray batch = OutputArrays.toNhwc(graph, name, outputs.get(name).dup('c'));
        float[] actual = batch.slice(example).dup('c').data().asFloat();
        double[] values = expected.get(name);
        assertThat(actual).hasSameSizeAs(values);
        for (int i = 0; i < actual.length; i++) {
          if (!(Math.abs(actual[i] - values[i]) < 1e-3 * (1 + Math.abs(values[i])))) {
            throw new AssertionError(
                "%s at %s: %s, expected %s%n%s"
                    .formatted(
                        name, i, actual[i], values[i], NetworkFormat.toYaml(model.network())));
          }
        }
      }
    }
  }
}
