package org.blockwright.engine.compiled;

import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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
  private final PackedWeights weights;
  private final ProgramCache cache;

  /** The number of samples per part, by the shapes of one sample and the number of threads. */
  private final Map<ProgramCache.Key, Integer> partSizes = new HashMap<>();

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
    this(graph, plan, new PackedWeights(), listener, ProgramCache.defaultMaxBytes());
  }

  /** Returns programs of the same graph for another thread, which share the weights with these. */
  public CompiledPrograms replica(Listener other) {
    return new CompiledPrograms(graph, plan, weights, other, ProgramCache.defaultMaxBytes());
  }

  CompiledPrograms(
      ComputationGraph graph,
      InferencePlan plan,
      PackedWeights weights,
      Listener listener,
      long maxBytes) {
    this.plan = plan;
    this.weights = weights;
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
    try (Batch batch = new Batch(inputs)) {
      if (!isFinite() || !batch.isFinite()) {
        listener.notFinite();
        return Optional.empty();
      }
      Optional<Integer> part = partSize(batch);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      for (long start = 0; start < batch.size(); start += part.get()) {
        Optional<Program> program =
            program(batch.shapes(Math.min(part.get(), batch.size() - start)));
        if (program.isEmpty()) {
          return Optional.empty();
        }
        batch.run(program.get(), start);
      }
      return Optional.of(batch.outputs());
    }
  }

  /** Returns the number of samples per part, or nothing if the sizes are not supported. */
  private Optional<Integer> partSize(Batch batch) {
    ProgramCache.Key sample = key(batch.shapes(1));
    Integer known = partSizes.get(sample);
    if (known != null) {
      return Optional.of(known);
    }
    long samples = Math.min(batch.size(), PartSize.initial(graph.numParams() * Float.BYTES));
    Optional<Program> first = program(batch.shapes(samples));
    if (first.isEmpty()) {
      return Optional.empty();
    }
    int size = PartSize.of(first.get(), samples);
    partSizes.put(sample, size);
    if (samples < batch.size() && samples != size) {
      // Compiled before the other one is closed, so that they share parameters.
      program(batch.shapes(Math.min(size, batch.size())));
      cache.remove(key(batch.shapes(samples)));
    }
    return Optional.of(size);
  }

  /** Returns whether no parameter is NaN or infinite. */
  private boolean isFinite() {
    if (finiteParameters.isEmpty()) {
      finiteParameters = Optional.of(graph.numParams() == 0 || Batch.isFinite(graph.params()));
    }
    return finiteParameters.get();
  }

  /** Compiles a program for inputs of these shapes, and returns whether that is supported. */
  public boolean isCompiledFor(INDArray... inputs) {
    try (Batch batch = new Batch(inputs)) {
      return partSize(batch).isPresent();
    }
  }

  /** Returns the program for inputs of some shapes, or nothing if they are not supported. */
  Optional<Program> program(long[]... shapes) {
    ProgramCache.Key key = key(shapes);
    Optional<Program> program = cache.get(key);
    if (program.isPresent() || unsupported.contains(key)) {
      return program;
    }
    try {
      Program compiled = outOfWorkspaces(() -> compile(shapes));
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
  private static ProgramCache.Key key(long[]... shapes) {
    int threads = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    return new ProgramCache.Key(Arrays.stream(shapes).map(Longs::asList).toList(), threads);
  }

  private Program compile(long[][] shapes) {
    try {
      return Program.compile(plan, builder(), this::allocate, shapes);
    } catch (UsageException | OutOfMemoryError e) {
      if (cache.size() == 0) {
        throw e;
      }
      // It may fit without the programs of other sizes.
      cache.close();
      return Program.compile(plan, builder(), this::allocate, shapes);
    }
  }

  private ProgramBuilder builder() {
    return new ProgramBuilder(parameters, weights, ImageLayout.of(plan, parameters));
  }

  private NativeMemory allocate(long bytes, String purpose) {
    cache.makeRoom(bytes);
    return NativeMemory.allocate(bytes, purpose);
  }

  /** Notes that the parameters of the graph have changed; {@link #reload} reads them again. */
  public void setOutdated() {
    weights.setOutdated();
  }

  /** Reads the parameters of the graph again. */
  public void reload() {
    finiteParameters = Optional.empty();
    cache.removeIf(program -> program.isOutdated(parameters));
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
