package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.Add;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.Size;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Properties of every network of the zoo; the subclasses test groups of networks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ZooContract {
  private static final List<String> LABELS = List.of("cat", "dog", "bird");

  /** Networks that also accept inputs below their minimum size, which is Keras's limit. */
  private static final Set<String> ACCEPTS_SMALLER_INPUT =
      Set.of("resnet50", "mobilenet", "mobilenetv2", "densenet121", "nasnetmobile", "xception");

  @TempDir Path folder;

  private final List<Depth> depths;

  ZooContract(Depth... depths) {
    this.depths = List.of(depths);
  }

  Stream<String> names() {
    return depths.stream().flatMap(Depth::names);
  }

  /** The network with few channels. */
  private static Network tiny(String name) {
    return Zoo.get(name).tiny();
  }

  /**
   * The tiny network with initial weights without dead units: a layer of one or two channels may be
   * 0 after its ReLU for the whole batch, and then no gradient would reach the layers before it.
   * Therefore beta of batch norm starts at 1 instead of 0, and a network without batch norm has a
   * fixed seed.
   */
  private static Model withoutDeadUnits(String name) {
    Model model = Model.create(tiny(name), name.equals("squeezenet") ? 19 : 1);
    model
        .parameters()
        .forEach(
            (layer, parameters) ->
                parameters.stream()
                    .filter(p -> p.kind().equals(Parameter.BETA))
                    .forEach(
                        p -> {
                          float[] ones = new float[(int) p.size()];
                          Arrays.fill(ones, 1);
                          model.setWeights(layer, p.kind(), ones, p.shape());
                        }));
    return model;
  }

  /**
   * Whether a parameter is a bias, or the offset of a batch norm, that a following trained batch
   * norm cancels. Its gradient consists of rounding errors, which differ between machines.
   */
  private static boolean isAbsorbed(
      LayerGraph graph, LearningRateMultipliers multipliers, String key) {
    if (!key.endsWith("/" + Parameter.BIAS) && !key.endsWith("/" + Parameter.BETA)) {
      return false;
    }
    return absorbsOffset(graph, multipliers, key.substring(0, key.indexOf('/')));
  }

  /** Whether every consumer of a layer leads a constant per channel to a batch norm. */
  private static boolean absorbsOffset(
      LayerGraph graph, LearningRateMultipliers multipliers, String layer) {
    List<Node> consumers = graph.consumers(layer);
    return !consumers.isEmpty()
        && consumers.stream()
            .allMatch(
                consumer ->
                    consumer.layer() instanceof BatchNorm
                        ? multipliers.resolve(graph).get(consumer.name()) != 0
                        : keepsConstants(consumer.layer())
                            && absorbsOffset(graph, multipliers, consumer.name()));
  }

  /** Whether a constant per channel at the input is one at the output. */
  private static boolean keepsConstants(Layer layer) {
    return layer instanceof Add
        || layer instanceof Conv conv
            && conv.kernel().equals(Size.ONE)
            && conv.activation().equals(Activation.LINEAR);
  }

  /** A larger input: some networks need multiples of 32, XCovidNet needs 2 modulo 3. */
  private static Shape larger(Shape shape, String name) {
    int size = shape.height() + (name.equals("xcovidnet") ? 39 : 32);
    return Shape.of(size, size, shape.channels());
  }

  private static INDArray batch(int examples, Shape shape) {
    Nd4j.getRandom().setSeed(1);
    return Nd4j.rand(Layout.batchShape(examples, shape)).subi(0.5).muli(2);
  }

  /** All parameters by {@code layer/kind}. */
  private static Map<String, float[]> values(Model model) {
    Map<String, float[]> all = new LinkedHashMap<>();
    model
        .parameters()
        .forEach(
            (layer, parameters) ->
                parameters.forEach(
                    p -> all.put(layer + "/" + p.kind(), model.getWeights(layer, p.kind()))));
    return all;
  }

  private static void step(Model model, LearningRateMultipliers multipliers) {
    LayerGraph graph = model.network().graph();
    TrainingPlan plan = TrainingPlan.of(model.network(), Optimizer.adam(1e-2), multipliers, 1);
    INDArray labels = Nd4j.zeros(4, LABELS.size());
    for (int row = 0; row < 4; row++) {
      labels.putScalar(row, row % LABELS.size(), 1);
    }
    LoweredNetwork lowered = Lowering.lower(graph, plan);
    ComputationGraph training = model.trainingGraph(lowered);
    try (Executor executor = Executors.forTraining(training, lowered.trainingSpec())) {
      executor.step(new MultiDataSet(batch(4, graph.inputShape()), labels));
      executor.publish();
      model.copyWeightsFrom(lowered, training);
    } finally {
      GraphMemory.close(training);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void hasEveryHead(String name) {
    for (String head : Heads.NAMES) {
      for (Shape size : List.of(tiny(name).input(), Zoo.get(name).input())) {
        Network network = Zoo.get(name).network(size, LABELS, head);

        assertThat(network.input()).isEqualTo(size);
        assertThat(network.labels()).isEqualTo(LABELS);
        assertThat(network.graph().outputShape()).isEqualTo(Shape.units(3));
        // It belongs to the weights.
        assertThat(network.inputs()).allMatch(input -> input.explicitPreprocessing().isEmpty());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void acceptsMinInputSizeAndRejectsSmallerInputsThatVanish(String name) {
    ZooModel zooModel = Zoo.get(name);
    Network backbone = zooModel.network(zooModel.input(), LABELS).withoutHead();
    int min = zooModel.minInputSize();

    assertThat(backbone.input(Shape.of(min, min, 3)).graph().outputShape().size()).isPositive();
    if (ACCEPTS_SMALLER_INPUT.contains(name)) {
      assertThat(backbone.input(Shape.of(min - 1, min - 1, 3)).graph().outputShape().size())
          .isPositive();
    } else if (min > 1) {
      assertThatThrownBy(() -> backbone.input(Shape.of(min - 1, min - 1, 3)))
          .hasMessageStartingWith(name);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void cutKeepsExactlyTheLayersBeforeCutPoint(String name) {
    Network whole = tiny(name);
    for (CutPoint cut : Zoo.get(name).cutPoints()) {
      LayerGraph kept = Edits.cut(whole, cut.name()).graph();

      assertThat(kept.output()).isEqualTo(cut.name());
      assertThat(kept.nodes().stream().map(Node::name).toList())
          .as(cut.name())
          .containsExactlyInAnyOrderElementsOf(
              whole.graph().upTo(cut.name()).nodes().stream().map(Node::name).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void outputsProbabilitiesAtAnySize(String name) {
    Shape smallest = tiny(name).input();
    for (Shape size : List.of(smallest, larger(smallest, name))) {
      Network network = tiny(name).input(size);
      try (Model model = Model.create(network, 1)) {
        INDArray output = model.predict(Nd4j.rand(Layout.batchShape(2, size)));

        assertThat(output.shape()).containsExactly(2, 3);
        for (double sum : output.sum(1).toDoubleVector()) {
          assertThat(sum).isCloseTo(1, within(1e-5));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyParameterChangesInOneStep(String name) {
    try (Model model = withoutDeadUnits(name)) {
      Map<String, float[]> before = values(model);

      step(model, LearningRateMultipliers.uniform());

      values(model)
          .forEach(
              (key, now) -> {
                if (!isAbsorbed(model.network().graph(), LearningRateMultipliers.uniform(), key)) {
                  assertThat(now).as(key).isNotEqualTo(before.get(key));
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void frozenLayersStayBitIdenticalAndHeadChanges(String name) {
    try (Model model = withoutDeadUnits(name)) {
      Map<String, float[]> before = values(model);

      step(model, LearningRateMultipliers.uniform().freeze("*"));

      LayerGraph graph = model.network().graph();
      values(model)
          .forEach(
              (key, now) -> {
                Node node = graph.node(key.substring(0, key.indexOf('/')));
                if (node.isInHead()) {
                  assertThat(now).as(key).isNotEqualTo(before.get(key));
                } else {
                  assertThat(now).as(key).isEqualTo(before.get(key));
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void everySecondLayerCanBeFrozen(String name) {
    Network network = tiny(name);
    List<Node> weighted =
        network.graph().nodes().stream()
            .filter(n -> !network.graph().parameters(n).isEmpty() && !n.isInHead())
            .toList();
    LearningRateMultipliers rules = LearningRateMultipliers.uniform();
    for (int i = 1; i < weighted.size(); i += 2) {
      rules = rules.freeze(weighted.get(i).name());
    }
    LearningRateMultipliers multipliers = rules;
    try (Model model = withoutDeadUnits(name)) {
      Map<String, float[]> before = values(model);

      step(model, multipliers);

      Map<String, Double> byLayer = multipliers.resolve(network.graph());
      values(model)
          .forEach(
              (key, now) -> {
                String layer = key.substring(0, key.indexOf('/'));
                if (byLayer.get(layer) == 0) {
                  assertThat(now).as(key).isEqualTo(before.get(key));
                } else if (!isAbsorbed(network.graph(), multipliers, key)) {
                  assertThat(now).as(key).isNotEqualTo(before.get(key));
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void yamlAndJsonRoundTrip(String name) {
    for (String head : Heads.NAMES) {
      Network network = Zoo.get(name).network(Zoo.get(name).input(), LABELS, head);

      assertThat(NetworkFormat.parse("a.json", NetworkFormat.toJson(network))).isEqualTo(network);
      assertThat(NetworkFormat.parse("a.yaml", NetworkFormat.toYaml(network))).isEqualTo(network);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void loweringIsDeterministic(String name) {
    TrainingPlan plan = TrainingPlan.inference(tiny(name));

    assertThat(Lowering.lower(tiny(name).graph(), plan).configuration().toJson())
        .isEqualTo(Lowering.lower(tiny(name).graph(), plan).configuration().toJson());
  }

  @ParameterizedTest
  @MethodSource("names")
  void savedModelPredictsTheSame(String name) {
    Path file = folder.resolve(name + ".zip");
    INDArray input = batch(2, tiny(name).input());
    INDArray before;
    try (Model model = Model.create(tiny(name), 3)) {
      before = model.predict(input);
      model.save(file);
    }

    try (Model opened = Model.open(file)) {
      assertThat(opened.network()).isEqualTo(tiny(name).withDefaultPreprocessing());
      assertThat(opened.predict(input).toFloatMatrix()).isDeepEqualTo(before.toFloatMatrix());
    }
  }
}
