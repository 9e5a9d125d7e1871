package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.statistics.Statistics;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.engine.EngineMode;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Five compiled steps of random networks have the losses of DL4J in double. */
class RandomTrainingTest extends RandomTraining {
  private static final int BATCH = 6;
  private static final int STEPS = 5;

  @Property(
      tries = 80,
      seed = "20261127",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void randomNetworksTrainLikeDl4jInDouble(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate, @ForAll long seed) {
    withModel(candidate, model -> train(model, seed));
  }

  @Tag("slow")
  @Property(
      tries = 2000,
      seed = "20261128",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void manyRandomNetworksTrainLikeDl4jInDouble(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate, @ForAll long seed) {
    withModel(candidate, model -> train(model, seed));
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
}
