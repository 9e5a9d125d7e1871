package org.blockwright.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.blockwright.engine.compiled.CompiledPrograms;
import org.blockwright.engine.compiled.TrainingPlan;
import org.blockwright.engine.compiled.Unsupported;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Chooses the executor of a graph. The choice applies to the whole graph: if the compiled executor
 * does not support one of its layers, DL4J runs all of it, with a notice ({@link
 * Engine#setNoticeListener}).
 */
public final class Executors {
  private Executors() {}

  /**
   * Returns an executor for training; it supports inference as well.
   *
   * @throws org.blockwright.base.UsageException if the specification does not match the graph, or
   *     the graph's configuration has regularization, gradient normalization or constraints, which
   *     executors do not use
   */
  public static Executor forTraining(ComputationGraph graph, TrainingSpec spec) {
    return forTraining(graph, spec, Engine.mode());
  }

  /**
   * Returns an executor for training in the given mode instead of {@link Engine#mode()}.
   *
   * @throws org.blockwright.base.UsageException if the mode is {@link EngineMode#COMPILED} and the
   *     graph or its training cannot be compiled
   */
  public static Executor forTraining(ComputationGraph graph, TrainingSpec spec, EngineMode mode) {
    Executor trainer =
        switch (mode) {
          case DL4J -> reference(graph, spec);
          case AUTO, COMPILED -> trainer(graph, spec, mode);
        };
    return choose(trainer, mode);
  }

  /** Returns an executor whose steps are compiled if they are supported. */
  private static Executor trainer(ComputationGraph graph, TrainingSpec spec, EngineMode mode) {
    Engine.start();
    if (CompiledPrograms.loadFailure().isPresent()
        || graph.numParams() == 0
        || !CompiledGraph.unsupported(graph).isEmpty()) {
      return reference(graph, spec);
    }
    TrainingPlan plan = TrainingPlan.of(graph, CompiledPass.trained(graph, spec));
    if (plan.isSupported()) {
      return training(
          graph, spec, () -> Optional.of(new CompiledPass(graph, plan, new CompiledNotices())));
    }
    if (mode == EngineMode.COMPILED) {
      throw CompiledGraphProblems.trainingUnsupported(plan.unsupported());
    }
    Engine.notice(CompiledGraphProblems.trainingByDl4j(plan.unsupported()));
    return reference(graph, spec);
  }

  private static Executor training(
      ComputationGraph graph, TrainingSpec spec, Supplier<Optional<GradientPass>> pass) {
    Engine.start();
    KnownDl4jIssues.requireNoRegularization(graph);
    return new GraphExecutor(graph, Optional.of(new GraphTraining(graph, spec, pass.get())));
  }

  /**
   * Returns an executor for inference. It may fold and fuse layers that training must keep
   * separate, and uses changed parameters only after {@link Executor#reload()}.
   */
  public static Executor forInference(ComputationGraph graph) {
    return forInference(graph, Engine.mode());
  }

  /**
   * Returns an executor for inference in the given mode instead of {@link Engine#mode()}.
   *
   * @throws org.blockwright.base.UsageException if the mode is {@link EngineMode#COMPILED} and the
   *     graph cannot be compiled
   */
  public static Executor forInference(ComputationGraph graph, EngineMode mode) {
    return choose(reference(graph), mode);
  }

  private static Executor choose(Executor reference, EngineMode mode) {
    return switch (mode) {
      case DL4J -> reference;
      case COMPILED -> CompiledGraph.of(reference);
      case AUTO ->
          CompiledGraph.tryCompile(reference)
              .map(Executor.class::cast)
              .orElseGet(() -> withNotice(reference));
    };
  }

  /** Returns a DL4J executor whose graph cannot be compiled, after a notice with the reason. */
  private static Executor withNotice(Executor reference) {
    List<Unsupported> unsupported = CompiledGraph.unsupported(reference.graph());
    Engine.notice(
        unsupported.isEmpty()
            ? CompiledGraphProblems.dl4jWithoutLibrary(CompiledPrograms.loadFailure().orElseThrow())
            : CompiledGraphProblems.dl4jInstead(unsupported));
    return reference;
  }

  /** Returns the DL4J executor, which supports all layers; the reference for other executors. */
  public static Executor reference(ComputationGraph graph) {
    Engine.start();
    return new GraphExecutor(graph, Optional.empty());
  }

  /** Returns the DL4J executor for training, see {@link #forTraining}. */
  public static Executor reference(ComputationGraph graph, TrainingSpec spec) {
    return training(graph, spec, Optional::empty);
  }
}
