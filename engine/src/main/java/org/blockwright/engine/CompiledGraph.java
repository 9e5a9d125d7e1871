package org.blockwright.engine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.engine.compiled.CompiledPrograms;
import org.blockwright.engine.compiled.InferencePlan;
import org.blockwright.engine.compiled.Unsupported;
import org.blockwright.engine.optimizer.OptimizerState;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes the outputs of any supported {@link ComputationGraph} with oneDNN directly, several
 * times faster than DL4J. It compiles a program for each shape of the inputs at the first batch of
 * that shape, in a fraction of a second, and keeps the last few. Everything but outputs runs on
 * DL4J.
 *
 * <pre>{@code
 * try (CompiledGraph compiled = CompiledGraph.of(graph)) {
 *   INDArray probabilities = compiled.output(images)[0];
 * }
 * }</pre>
 *
 * <p>After changes of the graph's parameters by other means call {@link #reload()}. The number of
 * threads is that of the thread which compiles, see {@link Threads#configure}.
 */
public final class CompiledGraph implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(CompiledGraph.class);

  private final Executor reference;
  private final CompiledPrograms programs;
  private boolean parametersChanged;

  private CompiledGraph(Executor reference, InferencePlan plan) {
    this.reference = reference;
    this.programs =
        new CompiledPrograms(
            reference.graph(), plan, u -> LOG.warn("{}", CompiledGraphProblems.unsupportedSize(u)));
  }

  /**
   * Returns an executor for inference.
   *
   * @throws org.blockwright.base.UsageException naming the first layer that is not supported, or
   *     the reason for which oneDNN cannot be loaded
   */
  public static CompiledGraph of(ComputationGraph graph) {
    return of(Executors.reference(graph));
  }

  /** Returns an executor that uses {@code reference} for everything but outputs. */
  static CompiledGraph of(Executor reference) {
    return tryCompile(reference).orElseThrow(() -> notCompiled(reference));
  }

  private static RuntimeException notCompiled(Executor reference) {
    List<Unsupported> unsupported = unsupported(reference.graph());
    reference.close();
    return unsupported.isEmpty()
        ? CompiledGraphProblems.libraryNotLoaded(CompiledPrograms.loadFailure().orElseThrow())
        : CompiledGraphProblems.unsupported(unsupported);
  }

  /** Returns an executor that uses {@code reference} where needed, if the graph is supported. */
  static Optional<CompiledGraph> tryCompile(Executor reference) {
    if (CompiledPrograms.loadFailure().isPresent()) {
      return Optional.empty();
    }
    InferencePlan plan = InferencePlan.of(reference.graph());
    return plan.isSupported() ? Optional.of(new CompiledGraph(reference, plan)) : Optional.empty();
  }

  /** Loads oneDNN, which otherwise happens with the first graph; does nothing if it is missing. */
  public static void preload() {
    CompiledPrograms.loadFailure();
  }

  /**
   * Returns the vertices that keep a graph on DL4J, with the reasons, in execution order; empty if
   * the graph can be compiled.
   */
  public static List<Unsupported> unsupported(ComputationGraph graph) {
    return InferencePlan.of(graph).unsupported();
  }

  @Override
  public String name() {
    return "compiled";
  }

  @Override
  public ComputationGraph graph() {
    return reference.graph();
  }

  @Override
  public INDArray[] output(INDArray... inputs) {
    if (!isComplete(inputs)) {
      // Throws the error that describes it.
      return reference.output(inputs);
    }
    if (parametersChanged) {
      programs.reload();
      parametersChanged = false;
    }
    return programs.output(inputs).orElseGet(() -> referenceOutput(inputs));
  }

  /** DL4J's layers keep state, so that compiled graphs of one graph take turns here. */
  private INDArray[] referenceOutput(INDArray... inputs) {
    synchronized (graph()) {
      return reference.output(inputs);
    }
  }

  /** Returns whether outputs for inputs of these shapes are compiled, not computed by DL4J. */
  boolean isCompiledFor(INDArray... inputs) {
    return programs.isCompiledFor(inputs);
  }

  private boolean isComplete(INDArray[] inputs) {
    if (inputs.length != graph().getConfiguration().getNetworkInputs().size()) {
      return false;
    }
    for (INDArray input : inputs) {
      boolean image = input.rank() == 4 || input.rank() == 2;
      if (!image || input.length() == 0 || input.size(0) != inputs[0].size(0)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public double accumulate(MultiDataSet batch) {
    parametersChanged = true;
    return reference.accumulate(batch);
  }

  @Override
  public void update() {
    parametersChanged = true;
    reference.update();
  }

  @Override
  public OptimizerState optimizerState() {
    return reference.optimizerState();
  }

  @Override
  public Map<String, INDArray> activations(INDArray[] inputs, Collection<String> names) {
    return reference.activations(inputs, names);
  }

  @Override
  public INDArray gradient(INDArray[] inputs, OutputUnits units, String vertex) {
    return reference.gradient(inputs, units, vertex);
  }

  @Override
  public void publish() {
    reference.publish();
  }

  @Override
  public void reload() {
    parametersChanged = true;
    reference.reload();
  }

  @Override
  public void close() {
    programs.close();
    reference.close();
  }
}
