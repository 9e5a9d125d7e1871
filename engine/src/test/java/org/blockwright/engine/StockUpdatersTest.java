package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.blockwright.engine.optimizer.Adam;
import org.blockwright.engine.optimizer.AdamW;
import org.blockwright.engine.optimizer.OptimizerState;
import org.blockwright.engine.optimizer.RmsProp;
import org.blockwright.engine.optimizer.Segment;
import org.blockwright.engine.optimizer.Sgd;
import org.blockwright.engine.optimizer.UpdateRule;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class StockUpdatersTest {
  private static final DataSet BATCH =
      new DataSet(
          Nd4j.createFromArray(new double[][] {{0.5, -1, 2}, {1, 0.25, -0.5}}),
          Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}}));

  /** The rules that DL4J's updaters compute, too. */
  static List<UpdateRule> equalRules() {
    return List.of(new Adam(0.01, 0.8, 0.95, 1e-6), new Sgd(0.1), new Sgd(0.1, 0.9, true));
  }

  @BeforeAll
  static void startEngine() {
    Engine.start();
  }

  @Test
  void nearestUpdaterHasHyperparametersOfRule() {
    assertThat(StockUpdaters.nearest(new Adam(0.1, 0.8, 0.95, 1e-6), 0.5))
        .isEqualTo(new org.nd4j.linalg.learning.config.Adam(0.05, 0.8, 0.95, 1e-6));
    assertThat(StockUpdaters.nearest(new AdamW(0.1, 0.2), 1))
        .isEqualTo(new org.nd4j.linalg.learning.config.Adam(0.1, 0.9, 0.999, 1e-7));
    assertThat(StockUpdaters.nearest(new Sgd(0.1), 2))
        .isEqualTo(new org.nd4j.linalg.learning.config.Sgd(0.2));
    assertThat(StockUpdaters.nearest(new Sgd(0.1, 0.8, true), 1))
        .isEqualTo(new Nesterovs(0.1, 0.8));
    assertThat(StockUpdaters.nearest(new Sgd(0.1, 0.8, false), 1))
        .isEqualTo(new Nesterovs(0.1, 0.8));
    assertThat(StockUpdaters.nearest(new RmsProp(0.1, 0.8, 0.7, 1e-5, true), 1))
        .isEqualTo(new org.nd4j.linalg.learning.config.RmsProp(0.1, 0.8, 1e-5));
  }

  @ParameterizedTest
  @MethodSource("equalRules")
  void dl4jContinuesWithWrittenState(UpdateRule rule) {
    ComputationGraph ours = graph(rule);
    ComputationGraph stock = graph(rule);
    try (OptimizerState state = OptimizerState.create(rule, segments(ours), DataType.DOUBLE)) {
      for (int i = 0; i < 3; i++) {
        step(ours, state);
      }
      stock.params().assign(ours.params());
      StockUpdaters.write(state, ours, stock);
      step(ours, state);
      stock.fit(BATCH);
    }

    assertThat(stock.params().toDoubleVector())
        .containsExactly(ours.params().toDoubleVector(), within(1e-14));
    assertThat(stock.getIterationCount()).isEqualTo(4);
  }

  @ParameterizedTest
  @MethodSource("equalRules")
  void continuesWithStateReadFromDl4j(UpdateRule rule) {
    ComputationGraph stock = graph(rule);
    for (int i = 0; i < 3; i++) {
      stock.fit(BATCH);
    }
    ComputationGraph ours = graph(rule);
    ours.params().assign(stock.params());
    try (OptimizerState state = OptimizerState.create(rule, segments(ours), DataType.DOUBLE)) {
      StockUpdaters.read(stock, state);
      step(ours, state);
      stock.fit(BATCH);
    }

    assertThat(ours.params().toDoubleVector())
        .containsExactly(stock.params().toDoubleVector(), within(1e-14));
  }

  @Test
  void writesStateThatRmsPropShares() {
    RmsProp rule = new RmsProp(0.1, 0.8, 0.7, 1e-5, true);
    ComputationGraph graph = graph(rule);
    try (OptimizerState state = OptimizerState.create(rule, segments(graph), DataType.DOUBLE)) {
      step(graph, state);
      StockUpdaters.write(state, graph, graph);

      INDArray velocity = state.slots().get("velocity");
      assertThat(graph.updaterState().sumNumber().doubleValue())
          .isCloseTo(velocity.sumNumber().doubleValue(), within(1e-14));
    }
  }

  /** The frozen layer has 12 parameters, "b" 8 with half of the learning rate, "out" 6. */
  private static List<Segment> segments(ComputationGraph graph) {
    assertThat(graph.params().length()).isEqualTo(12 + 8 + 6);
    return List.of(
        Segment.frozen(0, 12), Segment.trained(12, 20, 0.5, 0), Segment.trained(20, 26, 1, 0));
  }

  private static void step(ComputationGraph graph, OptimizerState state) {
    graph.setInputs(BATCH.getFeatures());
    graph.setLabels(BATCH.getLabels());
    graph.computeGradientAndScore();
    state.update(graph.params(), graph.getFlattenedGradients(), 2);
  }

  private static ComputationGraph graph(UpdateRule rule) {
    IUpdater half = StockUpdaters.nearest(rule, 0.5);
    IUpdater full = StockUpdaters.nearest(rule, 1);
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(3))
                .addLayer("a", new FrozenLayer(dense(3, half)), "in")
                .addLayer("b", dense(2, half), "a")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .updater(full)
                        .build(),
                    "b")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  private static DenseLayer dense(int units, IUpdater updater) {
    return new DenseLayer.Builder()
        .nOut(units)
        .activation(Activation.TANH)
        .updater(updater)
        .build();
  }
}
