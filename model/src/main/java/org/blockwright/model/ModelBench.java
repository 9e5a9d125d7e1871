package org.blockwright.model;

import java.util.Arrays;
import java.util.List;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.engine.Benchmark;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.Timing;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Times a model on made-up pictures. */
public final class ModelBench {
  private ModelBench() {}

  /**
   * A forward pass and a training step.
   *
   * @param plan how it is trained; the model keeps its weights
   * @param batch pictures a run
   * @param runs of which the median is taken
   */
  public static List<Timing> of(Model model, TrainingPlan plan, int batch, int runs) {
    Timing forward = bench(model, model.executor(), batch, runs).forward();
    LayerGraph layers = model.network().graph();
    ComputationGraph graph = model.trainingGraph(layers, plan);
    try (Executor executor = Executors.forTraining(graph)) {
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
