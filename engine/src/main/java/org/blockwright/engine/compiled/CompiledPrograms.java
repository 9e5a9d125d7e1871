package org.blockwright.engine.compiled;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.blockwright.base.UsageException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The programs of a graph: one per shape of its inputs and number of threads, compiled when a batch
 * of that shape comes first, and kept as {@link ProgramCache} says. They share their weights.
 */
public final class CompiledPrograms implements AutoCloseable {
  private static final int MAX_UNSUPPORTED = 100;

  private final InferencePlan plan;
  private final ComputationGraph graph;
  private final Parameters parameters;
  private final Listener listener;
  private final WeightStore weights = new WeightStore();
  private final ProgramCache cache;

  /** Shapes of inputs that cannot be compiled. */
  private final Set<ProgramCache.Key> unsupported = new HashSet<>();

  /** Whether all parameters are finite; unknown before the first output and after a reload. */
  private Optional<Boolean> finiteParameters = Optional.empty();

  /** Receives the reasons for which programs do not compute outputs. */
  public interface Listener {
    /** Called once per input shape that cannot be compiled. */
    void unsupported(Unsupported vertex);

    /** Called for each batch with inputs or parameters that are NaN or infinite. */
    void notFinite();
  }

  /**
   * Compiles nothing yet.
   *
   * @param plan a plan of {@code graph} that is supported
   */
  public CompiledPrograms(ComputationGraph graph, InferencePlan plan, Listener listener) {
    this(graph, plan, listener, ProgramCache.defaultMaxBytes());
  }

  CompiledPrograms(ComputationGraph graph, InferencePlan plan, Listener listener, long maxBytes) {
    this.plan = plan;
    this.graph = graph;
    this.parameters = new Parameters(graph);
    this.listener = listener;
    this.cache = new ProgramCache(weights, maxBytes);
  }

  /** Returns why oneDNN cannot be loaded; empty if it is available. */
  public static Optional<Throwable> loadFailure() {
    return OneDnn.loadFailure();
  }

  /**
   * Returns the outputs of the graph. Returns nothing if the sizes of the inputs are not supported,
   * or if an input or parameter is NaN or infinite: oneDNN's rectifiers and maximum replace NaN by
   * numbers, unlike those of DL4J.
   *
   * @throws UsageException if memory runs out
   */
  public Optional<INDArray[]> output(INDArray... inputs) {
    try (InputArrays arrays = InputArrays.of(inputs)) {
      if (!isFinite() || !arrays.isFinite()) {
        listener.notFinite();
        return Optional.empty();
      }
      return program(inputs).map(program -> program.run(arrays.arrays()));
    }
  }

  /** Returns whether no parameter is NaN or infinite. */
  private boolean isFinite() {
    if (finiteParameters.isEmpty()) {
      finiteParameters =
          Optional.of(graph.numParams() == 0 || InputArrays.isFinite(graph.params()));
    }
    return finiteParameters.get();
  }

  /** Compiles a program for inputs of these shapes, and returns whether that is supported. */
  public boolean isCompiledFor(INDArray... inputs) {
    return program(inputs).isPresent();
  }

  Optional<Program> program(INDArray... inputs) {
    ProgramCache.Key key = key(inputs);
    Optional<Program> program = cache.get(key);
    if (program.isPresent() || unsupported.contains(key)) {
      return program;
    }
    try {
      Program compiled =
          outOfWorkspaces(
              () -> compile(Arrays.stream(inputs).map(INDArray::shape).toArray(long[][]::new)));
      cache.put(key, compiled);
      return Optional.of(compiled);
    } catch (CompilationException e) {
      if (unsupported.size() == MAX_UNSUPPORTED) {
        unsupported.clear();
      }
      unsupported.add(key);
      listener.unsupported(e.unsupported());
      return Optional.empty();
    }
  }

  /** Runs a task that frees temporary arrays of weights, which is impossible in a workspace. */
  private static <R> R outOfWorkspaces(Supplier<R> task) {
    MemoryWorkspace scope = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
    try {
      return task.get();
    } finally {
      scope.close();
    }
  }

  /** A primitive keeps the number of threads that the thread which creates it has. */
  private static ProgramCache.Key key(INDArray... inputs) {
    List<List<Long>> shapes =
        Arrays.stream(inputs).map(array -> Arrays.stream(array.shape()).boxed().toList()).toList();
    int threads = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    return new ProgramCache.Key(shapes, threads);
  }

  private Program compile(long[][] shapes) {
    try {
      return Program.compile(plan, parameters, weights, this::allocate, shapes);
    } catch (UsageException | OutOfMemoryError e) {
      if (cache.size() == 0) {
        throw e;
      }
      // It may fit without the programs of other sizes.
      cache.close();
      return Program.compile(plan, parameters, weights, this::allocate, shapes);
    }
  }

  private NativeMemory allocate(long bytes, String purpose) {
    cache.makeRoom(bytes);
    return NativeMemory.allocate(bytes, purpose);
  }

  /** Reads the parameters of the graph again. */
  public void reload() {
    finiteParameters = Optional.empty();
    outOfWorkspaces(
        () -> {
          weights.reload();
          return weights;
        });
  }

  ProgramCache cache() {
    return cache;
  }

  /** Frees the memory of all programs at once. */
  @Override
  public void close() {
    cache.close();
  }
}
