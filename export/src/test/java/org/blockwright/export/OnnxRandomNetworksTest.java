package org.blockwright.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;
import org.blockwright.model.RandomNetworks;
import org.blockwright.model.ReferenceCheck;
import org.blockwright.model.ReferenceForward;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Random networks compute the same in ONNX Runtime as the reference in double. */
class OnnxRandomNetworksTest {
  @Provide
  Arbitrary<RandomNetworks.Candidate<Network>> networks() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, RandomNetworks.chains()), Tuple.of(1, RandomNetworks.severalInputs()));
  }

  @Property(tries = 200, seed = "20261205", edgeCases = EdgeCasesMode.NONE)
  void networksComputeTheSameInOnnxRuntime(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate) throws Exception {
    check(candidate);
  }

  @Tag("slow")
  @Property(tries = 500, seed = "20261206", edgeCases = EdgeCasesMode.NONE)
  void manyNetworksComputeTheSameInOnnxRuntime(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate) throws Exception {
    check(candidate);
  }

  private static void check(RandomNetworks.Candidate<Network> candidate) throws Exception {
    Network network;
    try {
      network = candidate.build();
    } catch (DescriptionException e) {
      count(false);
      return;
    }
    LayerGraph graph = network.graph();
    if (graph.outputs().stream().anyMatch(graph.inputs()::containsKey)) {
      return;
    }
    count(true);
    graph.nodes().forEach(n -> Statistics.label("kinds").collect(n.layer().kind()));
    try (Model model = Model.create(network, 1)) {
      ReferenceCheck.randomize(model);
      List<Map<String, double[]>> examples = new ArrayList<>();
      INDArray[] inputs = ReferenceCheck.inputs(graph, examples);
      List<Map<String, double[]>> expected =
          examples.stream().map(example -> ReferenceForward.of(model, example)).toList();
      verify(OnnxExport.of(model), network, inputs, expected);
      verify(OnnxExport.of(model).foldBatchNorm(), network, inputs, expected);
    }
  }

  private static void count(boolean accepted) {
    Statistics.label("accepted")
        .collect(accepted)
        .coverage(coverage -> coverage.check(true).percentage(p -> p > 30));
  }

  private static void verify(
      OnnxExport export, Network network, INDArray[] inputs, List<Map<String, double[]>> expected)
      throws Exception {
    LayerGraph graph = network.graph();
    Map<String, OnnxSession.Floats> floats = new LinkedHashMap<>();
    int next = 0;
    for (String name : graph.inputs().keySet()) {
      INDArray input = inputs[next++];
      floats.put(name, new OnnxSession.Floats(input.data().asFloat(), input.shape()));
    }
    Map<String, OnnxSession.Floats> outputs;
    // Its optimizer merges zero padding into pooling, and then rejects more padding than the
    // kernel.
    try (OnnxSession session =
        new OnnxSession(export.toBytes(), OrtSession.SessionOptions.OptLevel.NO_OPT)) {
      outputs = session.run(floats);
    }
    assertThat(outputs.keySet()).containsExactlyElementsOf(graph.outputs());
    for (String name : graph.outputs()) {
      Shape shape = graph.shape(name);
      OnnxSession.Floats output = outputs.get(name);
      assertThat(output.shape()).isEqualTo(Layout.batchShape(inputs[0].size(0), shape));
      for (int example = 0; example < expected.size(); example++) {
        double[] hwc = expected.get(example).get(name);
        double largest = 1;
        for (double value : hwc) {
          largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < hwc.length; i++) {
          float actual = output.values()[example * hwc.length + index(shape, i)];
          if (!(Math.abs(actual - hwc[i]) < 1e-5 * largest)) {
            throw new AssertionError(
                "%s at %s: %s, expected %s%n%s"
                    .formatted(name, i, actual, hwc[i], NetworkFormat.toYaml(network)));
          }
        }
      }
    }
  }

  /** The index in memory of a value in the order height, width, channel. */
  private static int index(Shape shape, int hwc) {
    if (!shape.isFeatureMap()) {
      return hwc;
    }
    int channel = hwc % shape.channels();
    int pixel = hwc / shape.channels();
    return Layout.index(shape, pixel / shape.width(), pixel % shape.width(), channel);
  }
}
