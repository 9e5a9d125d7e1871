package org.blockwright.engine.compiled;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.Pointer;

/**
 * The programs of a graph. Before a program is added, the least recently used ones are closed while
 * there are {@value #MAX_PROGRAMS}, or while all programs with their weights would use more memory
 * than a limit. The newest program is kept however large it is.
 */
final class ProgramCache implements AutoCloseable {
  static final int MAX_PROGRAMS = 8;

  private final PackedWeights weights;
  private final long maxBytes;

  /** The least recently used first. */
  private final Map<Key, Program> programs = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * What a program is compiled for.
   *
   * @param shapes the shapes of the inputs
   * @param threads number of OpenMP threads
   */
  record Key(List<List<Long>> shapes, int threads) {}

  /**
   * @param weights the weights that the programs share
   * @param maxBytes limit of the memory
   */
  ProgramCache(PackedWeights weights, long maxBytes) {
    this.weights = weights;
    this.maxBytes = maxBytes;
  }

  /** Returns the default limit: a quarter of the smallest limit of off-heap memory. */
  static long defaultMaxBytes() {
    return LongStream.of(
                Pointer.maxBytes(), Pointer.maxPhysicalBytes(), Pointer.totalPhysicalBytes())
            .filter(limit -> limit > 0)
            .min()
            .orElse(Long.MAX_VALUE)
        / 4;
  }

  Optional<Program> get(Key key) {
    return Optional.ofNullable(programs.get(key));
  }

  /** Adds a program, for which {@link #makeRoom} was called. */
  void put(Key key, Program program) {
    programs.put(key, program);
  }

  /** Closes programs until another one with activations of a size may be added. */
  void makeRoom(long activationBytes) {
    while (!programs.isEmpty()
        && (programs.size() >= MAX_PROGRAMS || bytes() + activationBytes > maxBytes)) {
      var oldest = programs.entrySet().iterator();
      Program program = oldest.next().getValue();
      oldest.remove();
      program.close();
    }
  }

  /** Closes a program, if it exists. */
  void remove(Key key) {
    Program program = programs.remove(key);
    if (program != null) {
      program.close();
    }
  }

  /** Closes programs. */
  void removeIf(Predicate<Program> condition) {
    programs.values().removeIf(program -> closeIf(program, condition));
  }

  private static boolean closeIf(Program program, Predicate<Program> condition) {
    boolean matches = condition.test(program);
    if (matches) {
      program.close();
    }
    return matches;
  }

  /** Returns the memory of all programs and weights in bytes. */
  long bytes() {
    return weights.bytes() + programs.values().stream().mapToLong(Program::arenaBytes).sum();
  }

  int size() {
    return programs.size();
  }

  /** Closes all programs. */
  @Override
  public void close() {
    programs.values().forEach(Program::close);
    programs.clear();
  }
}
