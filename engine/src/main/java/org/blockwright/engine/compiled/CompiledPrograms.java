package org.blockwright.engine.compiled;

import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
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

  /** The number of samples per part, by the shapes of a sample. */
  private final Map<List<List<Long>>, Integer> partSizes = new HashMap<>();

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
    try (Batch batch = new Batch(inputs)) {
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

  /** Compiles a program for inputs of these shapes, and returns whether that is supported. */
  public boolean isCompiledFor(INDArray... inputs) {
    try (Batch batch = new Batch(inputs)) {
      return partSize(batch).isPresent();
    }
  }

  /** Returns the number of samples per part, or nothing if the sizes are not supported. */
  private Optional<Integer> partSize(Batch batch) {
    List<List<Long>> sample = key(batch.shapes(1));
    Integer known = partSizes.get(sample);
    if (known != null) {
      return Optional.of(known);
    }
    long samples = Math.min(batch.size(), PartSize.INITIAL);
    Optional<Program> first = program(batch.shapes(samples));
    if (first.isEmpty()) {
      return Optional.empty();
    }
    int size = PartSize.of(first.get(), samples);
    partSizes.put(sample, size);
    if (samples < batch.size() && samples != size) {
      // Compiled before the other one is closed, so that they share parameters.
      program(batch.shapes(Math.min(size, batch.size())));
      programs.remove(key(batch.shapes(samples)));
      first.get().close();
    }
    return Optional.of(size);
  }

  private static List<List<Long>> key(long[][] shapes) {
    return Arrays.stream(shapes).map(Longs::asList).toList();
  }

  private Optional<Program> program(long[][] shapes) {
    List<List<Long>> key = key(shapes);
    Optional<Program> program = programs.get(key);
    if (program == null) {
      evict();
      program = compile(shapes);
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
    for (Iterator<Optional<Program>> i = programs.values().iterator(); i.hasNext(); ) {
      Optional<Program> program = i.next();
      if (program.isPresent() && program.get().isOutdated(parameters)) {
        i.remove();
        program.get().close();
      }
    }
    weights.reload();
  }

  /** Frees the memory of all programs at once. */
  @Override
  public void close() {
    programs.values().forEach(program -> program.ifPresent(Program::close));
    programs.clear();
  }
}
