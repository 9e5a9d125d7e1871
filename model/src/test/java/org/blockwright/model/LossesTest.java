package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.sigmoid;
import static org.blockwright.dsl.Layers.softmax;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.Block;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.RegularizationPlan;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Every loss can be trained, saved, and continued with stock DL4J. */
class LossesTest {
  private static final INDArray IMAGES = Nd4j.linspace(-1, 1, 4 * 72).reshape(4, 2, 6, 6);
  private static final INDArray TARGETS =
      Nd4j.createFromArray(
          new float[][] {{0.1f, 0.2f, 0.7f}, {1, 0, 0}, {0.5f, 0.25f, 0.25f}, {0, 0, 1}});

  @TempDir private Path folder;

  private static Network network(Block... head) {
    return Network.named("n").input(6, 6, 2).block("a", conv(3, 3)).head(head);
  }

  private static Network linear() {
    return network(globalAverage(), dense(3).named("fc"));
  }

  /** Networks whose losses DL4J computes, too. */
  static Stream<Network> equalInDl4j() {
    List<Double> weights = List.of(0.5, 2.0, 1.25);
    Network softmax = network(globalAverage(), dense(3).softmax());
    Network sigmoid = network(globalAverage(), dense(3).sigmoid());
    return Stream.of(
        softmax,
        network(globalAverage(), dense(3), softmax()),
        softmax.loss(Loss.categoricalCrossEntropy().classWeights(weights)),
        sigmoid,
        network(globalAverage(), dense(3), sigmoid()),
        network(globalAverage(), dense(1).sigmoid()),
        sigmoid
            .loss(Loss.binaryCrossEntropy().labelWeights(weights))
            .onlyOutput(output -> output.weight(0.5)),
        linear(),
        linear().loss(Loss.meanAbsoluteError()).onlyOutput(output -> output.weight(3)),
        sigmoid.loss(Loss.meanSquaredError()),
        network(globalAverage(), dense(3).relu()).loss(Loss.meanSquaredError()),
        // All errors are smaller than delta.
        linear().loss(Loss.huber(100)));
  }

  @ParameterizedTest
  @MethodSource("equalInDl4j")
  void savedModelTakesSameStepInStockDl4j(Network network) throws Exception {
    Path file = folder.resolve("model.zip");
    TrainingPlan plan =
        TrainingPlan.of(network, Optimizer.sgd(0.1), LearningRateMultipliers.uniform(), 1);
    LoweredNetwork lowered = Lowering.lower(network.graph(), plan);
    MultiDataSet batch = batch(network);
    float[] outputs;
    double loss;
    ComputationGraph training;
    try (Model model = Model.create(network, 3)) {
      outputs = model.predict(IMAGES).dup('c').data().asFloat();
      training = model.trainingGraph(lowered);
      model.copyUpdatersFrom(lowered, training, Optional.empty());
      model.save(file);
      try (Executor executor = Executors.forTraining(training, lowered.trainingSpec())) {
        loss = executor.step(batch);
        executor.publish();
      }
    }

    ComputationGraph stock = ComputationGraph.load(file.toFile(), true);
    INDArray start = stock.params().dup();
    assertThat(stock.getConfiguration().toJson()).doesNotContain("blockwright");
    assertThat(stock.outputSingle(IMAGES).dup('c').data().asFloat())
        .containsExactly(outputs, within(1e-6f));
    // Before the step: DL4J overwrites the input of a loss layer before it computes the score.
    assertThat(stock.score(batch)).isCloseTo(loss, within(1e-5));
    stock.fit(batch);

    assertThat(stock.params().toFloatVector())
        .containsExactly(training.params().toFloatVector(), within(1e-6f));
    assertThat(training.params().sub(start).amaxNumber().doubleValue()).isGreaterThan(1e-3);
  }

  private static MultiDataSet batch(Network network) {
    int units = network.graph().outputShape().channels();
    INDArray targets = Nd4j.create(DataType.FLOAT, 4, units);
    for (int unit = 0; unit < units; unit++) {
      targets.putColumn(unit, TARGETS.getColumn(unit));
    }
    return new MultiDataSet(IMAGES, targets);
  }

  /** All losses with all their parameters at once, each of another output. */
  private static Network severalOutputs() {
    return Network.named("several")
        .input(6, 6, 2)
        .subgraph(
            "w",
            in -> {
              SymbolicTensor stem =
                  in.get("input")
                      .then("stem", conv(3, 3).activation(Activation.TANH), globalAverage());
              return SymbolicTensors.of("a", stem.then("a", dense(3).softmax()))
                  .and("b", stem.then("b", dense(2), sigmoid()))
                  .and("c", stem.then("c", dense(2)))
                  .and("d", stem.then("d", dense(2).activation(Activation.TANH)))
                  .and("e", stem.then("e", dense(1)));
            })
        .output(
            "a",
            o ->
                o.loss(
                    Loss.categoricalCrossEntropy()
                        .labelSmoothing(0.1)
                        .classWeights(List.of(0.5, 2.0, 1.25))))
        .output(
            "b_sigmoid",
            o ->
                o.loss(
                        Loss.binaryCrossEntropy()
                            .labelSmoothing(0.2)
                            .labelWeights(List.of(3.0, 0.25)))
                    .weight(2))
        .output("c", o -> o.loss(Loss.huber(0.4)).weight(1.5))
        .output("d", o -> o.loss(Loss.meanAbsoluteError()))
        .output("e", o -> o.weight(0.5));
  }

  @Test
  void gradientOfSeveralOutputsIsCorrect() {
    Network network = severalOutputs();
    TrainingPlan plan =
        TrainingPlan.of(network, Optimizer.sgd(1), LearningRateMultipliers.uniform(), 1);
    LoweredNetwork lowered = Lowering.lower(network.graph(), plan);
    INDArray targets = TARGETS.castTo(DataType.DOUBLE);
    MultiDataSet batch =
        new MultiDataSet(
            new INDArray[] {IMAGES.castTo(DataType.DOUBLE)},
            new INDArray[] {
              targets,
              targets.getColumns(0, 1),
              targets.getColumns(1, 2),
              targets.getColumns(2, 0),
              targets.getColumns(1)
            });
    float[] weights = {0.5f, 2, 0, 1.25f};

    try (Model model = Model.create(network, 1)) {
      ComputationGraph graph = model.trainingGraph(lowered).convertDataType(DataType.DOUBLE);
      INDArray start = graph.params().dup();
      try (Executor executor = Executors.forTraining(graph, lowered.trainingSpec())) {
        executor.step(batch, weights);
        INDArray gradient = start.sub(graph.params());
        for (long i = 0; i < start.length(); i++) {
          double[] losses = new double[2];
          for (int side = 0; side < 2; side++) {
            graph.params().assign(start);
            graph.params().putScalar(i, start.getDouble(i) + (side == 0 ? 1e-6 : -1e-6));
            losses[side] = executor.accumulate(batch, weights);
          }
          assertThat(gradient.getDouble(i))
              .as("parameter " + i)
              .isCloseTo((losses[0] - losses[1]) / 2e-6, within(1e-8));
        }
      }
    }
  }

  /** Until losses could be chosen, outputs without softmax were lowered without a loss. */
  @Test
  void modelSavedWithoutLossOpensAndTrains() {
    Network network = linear();
    Path file = folder.resolve("older.zip");
    TrainingPlan plan =
        new TrainingPlan(Optimizer.adam(1e-3), Map.of(), 0, RegularizationPlan.NONE, Map.of());
    LoweredNetwork older = Lowering.lower(network.graph(), plan);
    float[] expected;
    try (Model model = Model.create(network, 3)) {
      expected = model.predict(IMAGES).dup('c').data().asFloat();
      ComputationGraph graph = ComputationGraphs.createZeroed(older);
      graph.params().assign(model.graph().params());
      try (Model saved = new Model(network, Provenance.empty(), older, graph, Set.of())) {
        assertThat(graph.getLayer("fc").conf().getLayer()).isInstanceOf(DenseLayer.class);
        saved.save(file);
      }
    }

    try (Model model = Model.open(file)) {
      assertThat(model.predict(IMAGES).dup('c').data().asFloat()).containsExactly(expected);
      ComputationGraph training = model.trainingGraph(model.lowered());
      try (Executor executor = Executors.forTraining(training, model.lowered().trainingSpec())) {
        assertThat(executor.step(batch(network))).isFinite();
        executor.publish();
      }
      model.copyWeightsFrom(model.lowered(), training);
      assertThat(model.predict(IMAGES).dup('c').data().asFloat()).isNotEqualTo(expected);
    }
  }

  @Test
  void otherActivationsNeedExplicitLoss() {
    Network relu = network(globalAverage(), dense(3).relu().named("fc"));

    try (Model model = Model.create(relu, 1)) {
      assertThat(model.graph().getLayer("fc").conf().getLayer()).isInstanceOf(DenseLayer.class);
      assertThatThrownBy(() -> model.trainingGraph(model.lowered()))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "n cannot be trained: its output \"fc\" has the activation relu and no loss. Set"
                  + " mean_squared_error, mean_absolute_error or huber, or end it with softmax(),"
                  + " sigmoid() or no activation. Prediction does not need this.");
    }
    try (Model model = Model.create(relu.loss(Loss.meanSquaredError()), 1)) {
      assertThat(model.graph().getLayer("fc").conf().getLayer()).isInstanceOf(OutputLayer.class);
    }
  }
}
