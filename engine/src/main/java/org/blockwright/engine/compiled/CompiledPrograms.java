package org.blockwright.engine.compiled;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The programs of a graph: one per shape of its inputs, compiled when a batch of that shape comes
 * first. At most {@value #MAX_PROGRAMS} are kept; they share their weights.
 */
public final class CompiledPrograms implements AutoCloseable {
  static final int MAX_PROGRAMS = 4;

  private final InferencePlan plan;
  private final Parameters parameters;
  private final Consumer<Unsupported> listener;
  private final WeightStore weights = new WeightStore();

  /** By input shapes, the least recently used first; empty for shapes that are not supported. */
  private final Map<List<List<Long>>, Optional<Program>> programs =
      new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Compiles nothing yet.
   *
   * @param plan a plan of {@code graph} that is supported
   * @param listener called once per input shape that cannot be compiled
   */
  public CompiledPrograms(
      ComputationGraph graph, InferencePlan plan, Consumer<Unsupported> listener) {
    this.plan = plan;
    this.parameters = new Parameters(graph);
    this.listener = listener;
  }

  /** Returns why oneDNN cannot be loaded; empty if it is available. */
  public static Optional<Throwable> loadFailure() {
    return OneDnn.loadFailure();
  }

  /**
   * Returns the outputs of the graph, or nothing if the sizes of the inputs are not supported.
   *
   * @throws org.blockwright.base.UsageException if memory runs out
   */
  public Optional<INDArray[]> output(INDArray... inputs) {
    return program(inputs).map(program -> program.run(inputs));
  }

  /** Compiles a program for inputs of these shapes, and returns whether that is supported. */
  public boolean isCompiledFor(INDArray... inputs) {
    return program(inputs).isPresent();
  }

  Optional<Program> program(INDArray... inputs) {
    List<List<Long>> key =
        Arrays.stream(inputs).map(array -> Arrays.stream(array.shape()).boxed().toList()).toList();
    Optional<Program> program = programs.get(key);
    if (program == null) {
      evict();
      program = compile(Arrays.stream(inputs).map(INDArray::shape).toArray(long[][]::new));
      programs.put(key, program);
    }
    return program;
  }

  private Optional<Program> compile(long[][] shapes) {
    try {
      return Optional.of(Program.compile(plan, parameters, weights, shapes));
    } catch (CompilationException e) {
      listener.accept(e.unsupported());
      return Optional.empty();
    }
  }

  private void evict() {
    if (programs.size() >= MAX_PROGRAMS) {
      var oldest = programs.entrySet().iterator();
      Optional<Program> program = oldest.next().getValue();
      oldest.remove();
      program.ifPresent(Program::close);
    }
  }

  /** Reads the parameters of the graph again. */
  public void reload() {
    weights.reload();
  }

  /** Frees the memory of all programs at once. */
  @Override
  public void close() {
    programs.values().forEach(program -> program.ifPresent(Program::close));
    programs.clear();
  }
}
