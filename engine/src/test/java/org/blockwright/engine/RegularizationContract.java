package org.blockwright.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.engine.ExecutorAssertions.assertUpdatedBy;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.blockwright.engine.optimizer.Adam;
import org.blockwright.engine.optimizer.AdamW;
import org.blockwright.engine.optimizer.Clipping;
import org.blockwright.engine.optimizer.Sgd;
import org.blockwright.engine.optimizer.UpdateRule;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Tests of penalties, clipping, averages and state from before that every executor must pass. */
interface RegularizationContract extends ExecutorFactory {
  ParameterKey KERNEL = new ParameterKey("c", "W");

  private static TrainingSpec spec(UpdateRule rule, Regularization regularization) {
    return TrainingSpec.of(rule).withRegularization(regularization);
  }

  /** A graph with one batch and its gradient by {@link NaiveTwoConsumers}. */
  record Case(
      ComputationGraph graph,
      MultiDataSet batch,
      NaiveTwoConsumers reference,
      Map<String, double[]> gradient) {
    static Case create(int seed) {
      ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
      MultiDataSet batch = TestGraphs.batch(seed, 4, 6, 2);
      NaiveTwoConsumers reference = new NaiveTwoConsumers(graph);
      return new Case(
          graph,
          batch,
          reference,
          reference.gradient(batch.getFeatures(0), batch.getLabels(0), 1, 1, 1, 1));
    }

    double norm() {
      return Math.sqrt(
          gradient.values().stream().flatMapToDouble(Arrays::stream).map(g -> g * g).sum());
    }
  }

  @Test
  default void gradientsAreClippedByTheirNormTogether() {
    for (double fraction : new double[] {0.25, 2}) {
      Case c = Case.create(90);
      double limit = fraction * c.norm();
      try (Executor executor =
          executor(
              c.graph(),
              spec(new Sgd(0.1), Regularization.NONE.withClipping(Clipping.byNorm(limit))))) {
        executor.step(c.batch());
        executor.publish();
      }

      assertUpdatedBy(c.graph(), c.reference(), c.gradient(), 0.1 * Math.min(1, fraction));
    }
  }

  @Test
  default void elementsOfGradientsAreClipped() {
    Case c = Case.create(91);
    double limit = c.norm() / 20;
    c.gradient()
        .values()
        .forEach(
            g -> {
              for (int i = 0; i < g.length; i++) {
                g[i] = Math.max(-limit, Math.min(limit, g[i]));
              }
            });
    try (Executor executor =
        executor(
            c.graph(),
            spec(new Sgd(0.1), Regularization.NONE.withClipping(Clipping.byValue(limit))))) {
      executor.step(c.batch());
      executor.publish();
    }

    assertUpdatedBy(c.graph(), c.reference(), c.gradient(), 0.1);
  }

  @Test
  default void l1PenaltyIsPartOfLossAndGradient() {
    Case c = Case.create(92);
    double[] kernel = c.reference().parameters.get("c_W");
    for (int i = 0; i < kernel.length; i++) {
      c.gradient().get("c_W")[i] += 0.3 * Math.signum(kernel[i]);
    }
    double expected =
        c.reference().loss(c.batch().getFeatures(0), c.batch().getLabels(0), 1, 1, 1, 1)
            + 0.3 * Arrays.stream(kernel).map(Math::abs).sum();

    try (Executor executor =
        executor(c.graph(), spec(new Sgd(0.1), Regularization.NONE.withL1(Map.of(KERNEL, 0.3))))) {
      assertThat(executor.step(c.batch())).isCloseTo(expected, within(1e-5));
      executor.publish();
    }

    assertUpdatedBy(c.graph(), c.reference(), c.gradient(), 0.1);
  }

  @Test
  default void decoupledWeightDecaySkipsParameters() {
    Case decayed = Case.create(93);
    Case kept = Case.create(93);
    try (Executor all = executor(decayed.graph(), TrainingSpec.of(new AdamW(0.1, 0.5)));
        Executor some =
            executor(
                kept.graph(),
                spec(new AdamW(0.1, 0.5), Regularization.NONE.withUndecayed(Set.of(KERNEL))))) {
      all.step(decayed.batch());
      all.publish();
      some.step(kept.batch());
      some.publish();
    }

    double[] before = kept.reference().parameters.get("c_W");
    double[] with = NaiveTwoConsumers.flat(decayed.graph().getParam("c_W"));
    double[] without = NaiveTwoConsumers.flat(kept.graph().getParam("c_W"));
    for (int i = 0; i < before.length; i++) {
      assertThat(without[i] - with[i]).isCloseTo(0.05 * before[i], within(1e-5));
    }
    assertThat(NaiveTwoConsumers.flat(kept.graph().getParam("d_W")))
        .containsExactly(NaiveTwoConsumers.flat(decayed.graph().getParam("d_W")), within(1e-6));
  }

  @Test
  default void averagesTakeThePlaceOfParametersAndBack() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    try (Executor executor =
        executor(graph, spec(new Sgd(0.1), Regularization.NONE.withAverageMomentum(0.75)))) {
      double[] average = null;
      INDArray[] images = TestGraphs.batch(94, 4, 6, 2).getFeatures();
      for (int step = 0; step < 3; step++) {
        executor.step(TestGraphs.batch(95 + step, 4, 6, 2));
        executor.publish();
        double[] values = graph.params().toDoubleVector();
        if (average == null) {
          average = values;
        }
        for (int i = 0; i < values.length; i++) {
          average[i] = 0.75 * average[i] + 0.25 * values[i];
        }
      }
      INDArray trained = executor.output(images)[0];
      double[] parameters = graph.params().toDoubleVector();

      executor.optimizerState().swapAverage(graph.params());
      executor.reload();
      assertThat(graph.params().toDoubleVector()).containsExactly(average, within(1e-6));
      assertThat(executor.output(images)[0]).isNotEqualTo(trained);

      executor.optimizerState().swapAverage(graph.params());
      executor.reload();
      assertThat(graph.params().toDoubleVector()).containsExactly(parameters, within(0.0));
      assertThat(executor.output(images)[0]).isEqualTo(trained);
      assertThat(executor.optimizerState().iterations()).isEqualTo(3);
    }
  }

  /** One executor that trains on, and one that continues where another has ended. */
  @Test
  default void stateOfAnEarlierExecutorIsContinued() {
    ComputationGraph whole = TestGraphs.twoConsumers(TestGraphs.sgd());
    ComputationGraph first = TestGraphs.twoConsumers(TestGraphs.sgd());
    ComputationGraph second = TestGraphs.twoConsumers(TestGraphs.sgd());
    TrainingSpec spec = TrainingSpec.of(new Adam(0.01));
    try (Executor executor = executor(whole, spec)) {
      for (int step = 0; step < 4; step++) {
        executor.step(TestGraphs.batch(100 + step, 4, 6, 2));
      }
      executor.publish();
    }
    try (EarlierUpdates earlier = new EarlierUpdates()) {
      try (Executor executor = executor(first, spec)) {
        executor.step(TestGraphs.batch(100, 4, 6, 2));
        executor.step(TestGraphs.batch(101, 4, 6, 2));
        earlier.keep(executor);
      }
      second.params().assign(first.params());
      try (Executor executor = executor(second, spec.withEarlierUpdates(earlier.counts()))) {
        earlier.restore(executor);
        executor.step(TestGraphs.batch(102, 4, 6, 2));
        executor.step(TestGraphs.batch(103, 4, 6, 2));
        executor.publish();
        assertThat(executor.optimizerState().iterations()).isEqualTo(4);
      }
    }

    assertThat(second.params().toDoubleVector())
        .containsExactly(whole.params().toDoubleVector(), within(1e-6));
  }

  /** The first update of Adam changes each parameter by the learning rate, whenever it comes. */
  @Test
  default void parametersThatWereFrozenStartAnew() {
    ComputationGraph graph = TestGraphs.twoConsumers(TestGraphs.sgd());
    TrainingSpec spec = TrainingSpec.of(new Adam(0.01, 0.9, 0.999, 1e-12));
    try (EarlierUpdates earlier = new EarlierUpdates()) {
      try (Executor executor = executor(graph, spec.withMultipliers(Map.of("c", 0.0)))) {
        for (int step = 0; step < 5; step++) {
          executor.step(TestGraphs.batch(110 + step, 4, 6, 2));
        }
        earlier.keep(executor);
      }
      assertThat(earlier.counts().byParameter()).doesNotContainKey(KERNEL);
      NaiveTwoConsumers before = new NaiveTwoConsumers(graph);
      try (Executor executor = executor(graph, spec.withEarlierUpdates(earlier.counts()))) {
        earlier.restore(executor);
        executor.step(TestGraphs.batch(115, 4, 6, 2));
        executor.publish();
      }

      double[] after = NaiveTwoConsumers.flat(graph.getParam("c_W"));
      for (int i = 0; i < after.length; i++) {
        assertThat(Math.abs(after[i] - before.parameters.get("c_W")[i]))
            .isCloseTo(0.01, within(1e-4));
      }
    }
  }
}
