package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.Dropout;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.EngineMode;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Five compiled steps of random networks have the losses of DL4J in double. */
class RandomTrainingTest {
  private static final int BATCH = 6;
  private static final int STEPS = 5;

  @Provide
  Arbitrary<RandomNetworks.Candidate<Network>> networks() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, RandomNetworks.chains()), Tuple.of(1, RandomNetworks.severalInputs()));
  }

  @Property(
      tries = 80,
      seed = "20261127",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void randomNetworksTrainLikeDl4jInDouble(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate, @ForAll long seed) {
    check(candidate, seed);
  }

  @Tag("slow")
  @Property(
      tries = 2000,
      seed = "20261128",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void manyRandomNetworksTrainLikeDl4jInDouble(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate, @ForAll long seed) {
    check(candidate, seed);
  }

  private static void check(RandomNetworks.Candidate<Network> candidate, long seed) {
    Network network;
    try {
      network = candidate.build();
    } catch (DescriptionException e) {
      return;
    }
    if (!isComparable(network.graph())) {
      return;
    }
    try (Model model = Model.create(network, 1)) {
      if (!model.parameters().isEmpty()) {
        ReferenceCheck.randomize(model);
        train(model, seed);
      }
    }
  }

  /** Returns whether a network has losses, and no masks, which each executor has for itself. */
  static boolean isComparable(LayerGraph graph) {
    return graph.outputs().stream()
            .allMatch(o -> graph.consumers(o).isEmpty() && isSoftmax(graph.node(o).layer()))
        && graph.nodes().stream().noneMatch(node -> node.layer() instanceof Dropout);
  }

  private static boolean isSoftmax(Layer layer) {
    return layer instanceof Dense dense && dense.activation().equals(Activation.SOFTMAX)
        || layer instanceof ActivationLayer activate
            && activate.activation().equals(Activation.SOFTMAX);
  }

  private static void train(Model model, long seed) {
    TrainingPlan plan =
        TrainingPlan.of(model.network(), Optimizer.sgd(0.01), LearningRateMultipliers.uniform(), 1);
    LoweredNetwork lowered = Lowering.lower(model.network().graph(), plan);
    ComputationGraph graph = model.trainingGraph(lowered);
    ComputationGraph exact = graph.convertDataType(DataType.DOUBLE);
    Random random = new Random(seed);
    try (Executor compiled =
            Executors.forTraining(graph, lowered.trainingSpec(), EngineMode.COMPILED);
        Executor reference = Executors.reference(exact, lowered.trainingSpec())) {
      for (int i = 0; i < STEPS; i++) {
        MultiDataSet batch = batch(model.network().graph(), BATCH, random);
        double expected = reference.step(converted(batch));
        assertThat(compiled.step(batch))
            .as("step %s of %s", i + 1, model.network())
            .isCloseTo(expected, within(2e-3 * Math.max(1, expected)));
      }
    }
    GraphMemory.close(graph);
    GraphMemory.close(exact);
    Statistics.label("trained")
        .collect(model.network().graph().outputs().size())
        .coverage(coverage -> coverage.check(1).count(count -> count > 5));
  }

  /** Returns random inputs and one-hot labels. */
  static MultiDataSet batch(LayerGraph graph, int size, Random random) {
    INDArray[] inputs =
        graph.inputs().values().stream()
            .map(shape -> normal(random, Layout.batchShape(size, shape)))
            .toArray(INDArray[]::new);
    INDArray[] labels =
        graph.outputs().stream()
            .map(output -> labels(size, graph.shape(output), random))
            .toArray(INDArray[]::new);
    return new MultiDataSet(inputs, labels);
  }

  private static INDArray normal(Random random, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape(shape);
  }

  private static INDArray labels(int size, Shape shape, Random random) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, size, shape.channels());
    for (int i = 0; i < size; i++) {
      labels.putScalar(i, random.nextInt(shape.channels()), 1);
    }
    return labels;
  }

  static MultiDataSet converted(MultiDataSet batch) {
    return new MultiDataSet(doubles(batch.getFeatures()), doubles(batch.getLabels()));
  }

  static INDArray[] doubles(INDArray[] arrays) {
    return Arrays.stream(arrays)
        .map(array -> array.castTo(DataType.DOUBLE))
        .toArray(INDArray[]::new);
  }
}
