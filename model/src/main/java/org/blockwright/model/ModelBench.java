package org.blockwright.model;

import java.util.Arrays;
import java.util.List;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.engine.Benchmark;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.Timing;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Measures the speed of a model on synthetic images. */
public final class ModelBench {
  private ModelBench() {}

  /**
   * Measures a forward pass and a training step.
   *
   * @param plan how to train; the weights of the model do not change
   * @param batch batch size
   * @param runs number of runs, of which the median is reported
   * @return the timings of inference and of training, in this order
   */
  public static List<Timing> of(Model model, TrainingPlan plan, int batch, int runs) {
    Timing forward = bench(model, model.executor(), batch, runs).forward();
    LoweredNetwork lowered = Lowering.lower(model.network().graph(), plan);
    ComputationGraph graph = model.trainingGraph(lowered);
    try (Executor executor = Executors.forTraining(graph, lowered.trainingSpec())) {
      return List.of(forward, bench(model, executor, batch, runs).step());
    } finally {
      graph.close();
    }
  }

  private static Benchmark bench(Model model, Executor executor, int batch, int runs) {
    long[][] shapes =
        model.network().graph().inputs().values().stream()
            .map(shape -> Layout.batchShape(1, shape))
            .map(all -> Arrays.copyOfRange(all, 1, all.length))
            .toArray(long[][]::new);
    return Benchmark.of(executor, batch, runs, shapes);
  }
}
