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
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.Activate;
import org.blockwright.dsl.Activation;
import org.blockwright.dsl.Dense;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Layer;
import org.blockwright.dsl.Layout;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Parameter;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** What the check lets pass, DL4J builds, runs and trains; all else is refused in words. */
class RandomNetworksTest {
  private static final int BATCH = 2;

  @Provide
  Arbitrary<RandomNetworks.Recipe<Network>> networks() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, RandomNetworks.chains()), Tuple.of(1, RandomNetworks.several()));
  }

  @Property(tries = 100, seed = "20261124", edgeCases = EdgeCasesMode.NONE)
  void whatIsLetPassRunsWithTheShapesAndValuesForetold(
      @ForAll("networks") RandomNetworks.Recipe<Network> recipe) {
    check(recipe);
  }

  @Tag("slow")
  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void whatIsLetPassRunsManyTimes(@ForAll("networks") RandomNetworks.Recipe<Network> recipe) {
    check(recipe);
  }

  private static void check(RandomNetworks.Recipe<Network> recipe) {
    Network network;
    try {
      network = recipe.make();
    } catch (DescriptionException e) {
      assertThat(e.getMessage()).isNotBlank();
      count(false);
      return;
    }
    count(true);
    network.graph().nodes().forEach(n -> Statistics.label("kinds").collect(n.layer().kind()));
    assertThat(NetworkFormat.parse("n", NetworkFormat.toYaml(network))).isEqualTo(network);
    try (Model model = Model.initialized(network, 1)) {
      randomize(model);
      runs(model);
      trains(model);
    }
  }

  private static void count(boolean accepted) {
    Statistics.label("accepted")
        .collect(accepted)
        .coverage(coverage -> coverage.check(true).percentage(p -> p > 30));
  }

  private static void randomize(Model model) {
    SplitMix64 random = new SplitMix64(7);
    model
        .parameters()
        .forEach(
            (layer, all) ->
                all.forEach(
                    p -> {
                      float[] values = new float[(int) p.size()];
                      boolean variance = p.kind().equals(Parameter.VARIANCE);
                      for (int i = 0; i < values.length; i++) {
                        values[i] =
                            (float) random.nextDouble(variance ? 0.5 : -0.5, variance ? 2 : 0.5);
                      }
                      model.put(layer, p.kind(), values, p.shape());
                      assertThat(model.get(layer, p.kind())).isEqualTo(values);
                    }));
  }

  private static INDArray[] inputs(Graph graph, List<Map<String, double[]>> examples) {
    SplitMix64 random = new SplitMix64(9);
    for (int i = 0; i < BATCH; i++) {
      examples.add(new HashMap<>());
    }
    List<INDArray> all = new ArrayList<>();
    graph
        .inputs()
        .forEach(
            (name, shape) -> {
              float[][] rows = new float[BATCH][];
              for (int i = 0; i < BATCH; i++) {
                float[] hwc = new float[(int) shape.size()];
                double[] same = new double[hwc.length];
                for (int k = 0; k < hwc.length; k++) {
                  hwc[k] = (float) random.nextDouble(-1, 1);
                  same[k] = hwc[k];
                }
                examples.get(i).put(name, same);
                rows[i] = Layout.toMemory(hwc, shape);
              }
              all.add(Nd4j.createFromArray(rows).reshape(Layout.batch(BATCH, shape)));
            });
    return all.toArray(INDArray[]::new);
  }

  private static void runs(Model model) {
    Graph graph = model.network().graph();
    List<Map<String, double[]>> examples = new ArrayList<>();
    INDArray[] inputs = inputs(graph, examples);
    INDArray[] before = List.of(inputs).stream().map(INDArray::dup).toArray(INDArray[]::new);
    List<String> names = graph.nodes().stream().map(Node::name).toList();

    Map<String, INDArray> raw = model.executor().activations(inputs, names);
    INDArray[] outputs = model.outputs(inputs);

    for (int i = 0; i < inputs.length; i++) {
      assertThat(inputs[i]).isEqualTo(before[i]);
    }
    for (int i = 0; i < outputs.length; i++) {
      assertThat(outputs[i].sub(raw.get(graph.outputs().get(i))).amaxNumber().doubleValue())
          .as("output " + graph.outputs().get(i))
          .isLessThan(1e-4);
    }
    for (int example = 0; example < BATCH; example++) {
      Map<String, double[]> expected = Reference.of(model, examples.get(example));
      for (Node node : graph.nodes()) {
        INDArray got = raw.get(node.name());
        assertThat(got.shape()).as(node.name()).isEqualTo(Layout.batch(BATCH, node.shape()));
        same(model, node, got.get(at(example, got.rank())), expected.get(node.name()));
      }
    }
  }

  private static org.nd4j.linalg.indexing.INDArrayIndex[] at(int example, int rank) {
    var index = new org.nd4j.linalg.indexing.INDArrayIndex[rank];
    java.util.Arrays.fill(index, org.nd4j.linalg.indexing.NDArrayIndex.all());
    index[0] = org.nd4j.linalg.indexing.NDArrayIndex.interval(example, example + 1);
    return index;
  }

  private static void same(Model model, Node node, INDArray raw, double[] expected) {
    float[] got =
        Model.inPublicOrder(model.network().graph(), node.name(), raw.dup('c'))
            .dup('c')
            .data()
            .asFloat();
    for (int i = 0; i < expected.length; i++) {
      double bound = 1e-3 * (1 + Math.abs(expected[i]));
      if (!(Math.abs(got[i] - expected[i]) < bound)) {
        throw new AssertionError(
            "%s of %s at %d: %s, by hand %s%n%s"
                .formatted(
                    node.layer(),
                    node.name(),
                    i,
                    got[i],
                    expected[i],
                    NetworkFormat.toYaml(model.network())));
      }
    }
  }

  private static void trains(Model model) {
    Graph graph = model.network().graph();
    boolean losses =
        graph.outputs().stream()
            .allMatch(o -> graph.readers(o).isEmpty() && isSoftmax(graph.node(o).layer()));
    if (!losses || model.parameters().isEmpty()) {
      return;
    }
    Plan plan = Plan.inference();
    ComputationGraph training = model.toTrain(graph, plan);
    INDArray[] labels =
        graph.outputs().stream().map(o -> labels(graph.shape(o))).toArray(INDArray[]::new);
    try (Executor executor = Executors.forTraining(training)) {
      double loss = executor.step(new MultiDataSet(inputs(graph, new ArrayList<>()), labels));
      assertThat(loss).isFinite();
      executor.publish();
      model.adopt(graph, plan, training);
    }
    training.close();
    Statistics.label("trained").collect(graph.outputs().size());
  }

  private static INDArray labels(Shape shape) {
    INDArray labels = Nd4j.zeros(BATCH, shape.channels());
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, i % shape.channels(), 1);
    }
    return labels;
  }

  private static boolean isSoftmax(Layer layer) {
    return layer instanceof Dense dense && dense.activation().equals(Activation.SOFTMAX)
        || layer instanceof Activate activate && activate.function().equals(Activation.SOFTMAX);
  }
}
