package org.blockwright.model;

import java.util.Arrays;
import java.util.List;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Layout;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.engine.Bench;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.Timing;
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
  public static List<Timing> of(Model model, Plan plan, int batch, int runs) {
    Timing forward = bench(model, model.executor(), batch, runs).forward();
    Graph layers = model.network().graph();
    ComputationGraph graph = model.toTrain(layers, plan);
    try (Executor executor = Executors.forTraining(graph)) {
      return List.of(forward, bench(model, executor, batch, runs).step());
    } finally {
      graph.close();
    }
  }

  private static Bench bench(Model model, Executor executor, int batch, int runs) {
    long[][] shapes =
        model.network().graph().inputs().values().stream()
            .map(shape -> Layout.batch(1, shape))
            .map(all -> Arrays.copyOfRange(all, 1, all.length))
            .toArray(long[][]::new);
    return Bench.of(executor, batch, runs, shapes);
  }
}
