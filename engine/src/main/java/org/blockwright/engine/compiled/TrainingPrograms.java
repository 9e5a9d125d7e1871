package org.blockwright.engine.compiled;

import com.google.common.primitives.Longs;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The programs that train a graph: one per shape of its inputs and number of threads, compiled when
 * a batch of that shape comes first. The last {@value #MAX_PROGRAMS} are kept, fewer if they would
 * use more memory than programs of inference may.
 */
public final class TrainingPrograms implements AutoCloseable {
  private static final int MAX_PROGRAMS = 4;
  private static final int MAX_UNSUPPORTED = 100;

  private final ComputationGraph graph;
  private final TrainingPlan plan;
  private final CompiledPrograms.Listener listener;
  private final PackedWeights weights = new PackedWeights();
  private final long maxBytes = ProgramCache.defaultMaxBytes();

  /** The least recently used first. */
  private final Map<ProgramCache.Key, TrainingProgram> programs =
      new LinkedHashMap<>(16, 0.75f, true);

  /** Shapes of inputs that cannot be compiled. */
  private final Set<ProgramCache.Key> unsupported = new HashSet<>();

  /**
   * Compiles nothing yet.
   *
   * @param graph a graph that has a gradient vector
   * @param plan a plan of {@code graph} that is supported
   */
  public TrainingPrograms(
      ComputationGraph graph, TrainingPlan plan, CompiledPrograms.Listener listener) {
    this.graph = graph;
    this.plan = plan;
    this.listener = listener;
  }

  /**
   * Computes the gradients of a batch and writes them to the graph's gradient vector, in the places
   * of trained parameters; those of moving statistics are the negative of their change.
   *
   * @param loss returns the gradients of the logits of each output, which it receives, summed over
   *     the samples
   * @return whether they were computed; false, with nothing written, if the sizes of the inputs are
   *     not supported, or if an input or parameter is NaN or infinite
   * @throws org.blockwright.base.UsageException if memory runs out
   */
  public boolean run(INDArray[] inputs, DropoutKey dropout, Function<INDArray[], INDArray[]> loss) {
    try (Batch batch = new Batch(inputs)) {
      if (!batch.isFinite() || !Batch.isFinite(graph.params())) {
        listener.notFinite();
        return false;
      }
      Optional<TrainingProgram> program = program(batch.shapes(batch.size()));
      program.ifPresent(p -> run(p, batch, dropout, loss));
      return program.isPresent();
    }
  }

  private static void run(
      TrainingProgram program,
      Batch batch,
      DropoutKey dropout,
      Function<INDArray[], INDArray[]> loss) {
    INDArray[] outputs =
        program.outputShapes().stream()
            .map(shape -> Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape))
            .toArray(INDArray[]::new);
    program.runForward(addresses(batch.inputs()), addresses(Arrays.asList(outputs)), dropout);
    try (Batch gradients = new Batch(loss.apply(outputs))) {
      program.runBackward(addresses(gradients.inputs()));
    }
    Arrays.stream(outputs).forEach(INDArray::close);
  }

  private static List<Pointer> addresses(List<INDArray> arrays) {
    List<Pointer> addresses = new ArrayList<>();
    arrays.forEach(array -> addresses.add(array.data().addressPointer()));
    Reference.reachabilityFence(arrays);
    return addresses;
  }

  /** Returns the program for inputs of some shapes, or nothing if they are not supported. */
  Optional<TrainingProgram> program(long[]... shapes) {
    programs.values().removeIf(TrainingPrograms::closeIfOutdated);
    int threads = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    ProgramCache.Key key =
        new ProgramCache.Key(Arrays.stream(shapes).map(Longs::asList).toList(), threads);
    TrainingProgram known = programs.get(key);
    if (known != null || unsupported.contains(key)) {
      return Optional.ofNullable(known);
    }
    // Temporary arrays of weights are freed, which is impossible in a workspace.
    MemoryWorkspace scope = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
    try {
      TrainingProgram compiled =
          TrainingProgram.compile(
              plan,
              new ProgramBuilder(new Parameters(graph), weights, ImageLayout.CHOSEN),
              new ParameterMemory(graph, plan),
              this::allocate,
              shapes);
      programs.put(key, compiled);
      return Optional.of(compiled);
    } catch (CompilationException e) {
      if (unsupported.size() == MAX_UNSUPPORTED) {
        unsupported.clear();
      }
      unsupported.add(key);
      listener.unsupported(e.unsupported());
      return Optional.empty();
    } finally {
      scope.close();
    }
  }

  private static boolean closeIfOutdated(TrainingProgram program) {
    boolean outdated = program.isOutdated();
    if (outdated) {
      program.close();
    }
    return outdated;
  }

  private NativeMemory allocate(long bytes, String purpose) {
    while (!programs.isEmpty()
        && (programs.size() >= MAX_PROGRAMS || arenaBytes() + bytes > maxBytes)) {
      ProgramCache.Key oldest = programs.keySet().iterator().next();
      programs.remove(oldest).close();
    }
    return NativeMemory.allocate(bytes, purpose);
  }

  private long arenaBytes() {
    return programs.values().stream().mapToLong(TrainingProgram::arenaBytes).sum();
  }

  /** Reads the parameters of the graph that training does not change again. */
  public void reload() {
    MemoryWorkspace scope = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
    try {
      weights.setOutdated();
      weights.reload();
    } finally {
      scope.close();
    }
  }

  /** Frees the memory of all programs at once. */
  @Override
  public void close() {
    programs.values().forEach(TrainingProgram::close);
    programs.clear();
  }
}
