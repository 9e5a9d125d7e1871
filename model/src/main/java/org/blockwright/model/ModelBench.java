package org.blockwright.model;

import java.util.Arrays;
import java.util.List;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.engine.Benchmark;
import org.blockwright.engine.BenchmarkRuns;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.engine.Timing;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Measures the speed of a model on synthetic images. */
public final class ModelBench {
  private ModelBench() {}

  /** Measures a forward pass and a training step, in this order, and closes the model. */
  public static List<Timing> of(Model model, TrainingPlan plan, int batch, BenchmarkRuns runs) {
    return List.of(forward(model, batch, runs), trainingStep(model, plan, batch, runs));
  }

  /** Measures a forward pass in inference mode on batches of {@code batch} images. */
  public static Timing forward(Model model, int batch, BenchmarkRuns runs) {
    return bench(model, model.executor(), batch, runs).forward();
  }

  /**
   * Measures a training step on batches of {@code batch} images, with the engine that training
   * uses. The model is closed before, so that its weights are in memory once, as in a training that
   * changes them in place.
   *
   * @param plan how to train
   */
  public static Timing trainingStep(Model model, TrainingPlan plan, int batch, BenchmarkRuns runs) {
    LoweredNetwork lowered = Lowering.lower(model.network().graph(), plan);
    ComputationGraph graph = model.trainingGraph(lowered);
    model.close();
    try (Executor executor = Executors.forTraining(graph, lowered.trainingSpec())) {
      return bench(model, executor, batch, runs).step();
    } finally {
      GraphMemory.close(graph);
    }
  }

  private static Benchmark bench(Model model, Executor executor, int batch, BenchmarkRuns runs) {
    long[][] shapes =
        model.network().graph().inputs().values().stream()
            .map(shape -> Layout.batchShape(1, shape))
            .map(all -> Arrays.copyOfRange(all, 1, all.length))
            .toArray(long[][]::new);
    return Benchmark.of(executor, batch, runs, shapes);
  }
}
