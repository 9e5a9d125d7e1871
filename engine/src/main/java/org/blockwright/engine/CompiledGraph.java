package org.blockwright.engine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.blockwright.base.BlockwrightException;
import org.blockwright.engine.compiled.CompiledPrograms;
import org.blockwright.engine.compiled.InferencePlan;
import org.blockwright.engine.compiled.Unsupported;
import org.blockwright.engine.optimizer.OptimizerState;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Computes the outputs of any supported {@link ComputationGraph} with oneDNN directly instead of
 * layer by layer in DL4J. It compiles a program for each shape of the inputs at the first batch of
 * that shape, in a fraction of a second, and keeps the last few. Everything else runs on DL4J; but
 * an executor of {@link Executors#forTraining} compiles the steps of training, too.
 *
 * <pre>{@code
 * try (CompiledGraph compiled = CompiledGraph.of(graph)) {
 *   INDArray probabilities = compiled.output(images)[0];
 * }
 * }</pre>
 *
 * <p>After changes of the graph's parameters by other means call {@link #reload()}. A program uses
 * the number of threads of {@link Threads#configure}, and is compiled again after a change of it.
 * Programs of several sizes share weights, and are closed if their memory exceeds a quarter of the
 * process' limit, see {@link MemoryLimits}.
 *
 * <p>Batches with NaN or infinite values, and graphs with such parameters, run on DL4J.
 *
 * <p>Only one thread at a time may use a compiled graph; a second one gets an error. Several
 * compiled graphs, also of the same graph, may compute outputs in several threads at once as long
 * as nothing changes the parameters; each has its own copy of the weights, but for {@link
 * #replica}s.
 */
public final class CompiledGraph implements Executor {
  private final Executor reference;
  private final CompiledPrograms programs;
  private final AtomicReference<Thread> user = new AtomicReference<>();
  private boolean parametersChanged;
  private boolean closed;

  private CompiledGraph(Executor reference, CompiledPrograms programs) {
    this.reference = reference;
    this.programs = programs;
  }

  private CompiledGraph(Executor reference, InferencePlan plan) {
    this(reference, new CompiledPrograms(reference.graph(), plan, new CompiledNotices()));
  }

  /**
   * Returns an executor of the same graph for another thread. It has activations of its own and
   * shares the weights with this one, if both compute with the same number of threads. After
   * changes of the parameters, call {@link #reload()} of all replicas while none computes.
   */
  public CompiledGraph replica() {
    return new CompiledGraph(Executors.reference(graph()), programs.replica(new CompiledNotices()));
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
    return exclusively(
        () ->
            // For other inputs DL4J throws the error that describes them.
            isComplete(inputs)
                ? compiledOutput(inputs).orElseGet(() -> referenceOutput(inputs))
                : referenceOutput(inputs));
  }

  private Optional<INDArray[]> compiledOutput(INDArray... inputs) {
    try {
      if (parametersChanged) {
        programs.reload();
        parametersChanged = false;
      }
      return programs.output(inputs);
    } catch (BlockwrightException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      throw EngineProblems.forwardFailed(e, "", inputs);
    }
  }

  private void setParametersChanged() {
    parametersChanged = true;
    programs.setOutdated();
  }

  /** Runs a task that no other thread may disturb. */
  private <R> R exclusively(Supplier<R> task) {
    Thread thread = Thread.currentThread();
    Thread other = user.compareAndExchange(null, thread);
    if (other != null) {
      throw EngineProblems.usedByOtherThread(other);
    }
    try {
      if (closed) {
        throw EngineProblems.closed();
      }
      return task.get();
    } finally {
      user.set(null);
    }
  }

  private void runExclusively(Runnable task) {
    exclusively(
        () -> {
          task.run();
          return this;
        });
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
    return exclusively(
        () -> {
          setParametersChanged();
          return reference.accumulate(batch);
        });
  }

  @Override
  public void update() {
    runExclusively(
        () -> {
          setParametersChanged();
          reference.update();
        });
  }

  @Override
  public OptimizerState optimizerState() {
    return reference.optimizerState();
  }

  @Override
  public Map<String, INDArray> activations(INDArray[] inputs, Collection<String> names) {
    return exclusively(() -> reference.activations(inputs, names));
  }

  @Override
  public INDArray gradient(INDArray[] inputs, OutputUnits units, String vertex) {
    return exclusively(() -> reference.gradient(inputs, units, vertex));
  }

  @Override
  public void publish() {
    runExclusively(reference::publish);
  }

  @Override
  public void reload() {
    runExclusively(
        () -> {
          setParametersChanged();
          reference.reload();
        });
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    runExclusively(
        () -> {
          closed = true;
          programs.close();
          reference.close();
        });
  }
}
