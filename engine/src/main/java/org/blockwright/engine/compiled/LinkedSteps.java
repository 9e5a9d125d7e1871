package org.blockwright.engine.compiled;

import java.lang.ref.Reference;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * The steps of a program, bound to their memory. Owns the native objects and the memory; the
 * programs of inference and of training run ranges of the steps.
 */
final class LinkedSteps implements AutoCloseable {
  private final PointerScope scope;
  private final ProgramBuilder builder;
  private final NativeMemory arena;
  private final stream stream = new stream(OneDnn.cpu());
  private final Binding binding = new Binding();
  private final List<Runnable> steps;

  private LinkedSteps(PointerScope scope, ProgramBuilder builder, NativeMemory arena) {
    this.scope = scope;
    this.builder = builder;
    this.arena = arena;
    this.steps = builder.steps().stream().map(this::bind).toList();
  }

  /**
   * Adds the steps of a program, places their buffers and binds the primitives to them.
   *
   * @param addSteps adds the steps to the builder
   * @param allocator allocates memory of a size for a purpose
   * @param purpose what the memory is for, such as {@code activations of [[8, 3, 224, 224]]}
   * @throws CompilationException if an operation does not support the sizes
   * @throws org.blockwright.base.UsageException if the memory does not fit
   */
  static LinkedSteps link(
      ProgramBuilder builder,
      Runnable addSteps,
      BiFunction<Long, String, NativeMemory> allocator,
      String purpose) {
    try (PointerScope scope = OneDnn.scope()) {
      addSteps.run();
      ArenaPlanner planner = ArenaPlanner.plan(builder.arena());
      NativeMemory arena = allocator.apply(planner.size(), purpose);
      try {
        planner.placed().forEach(p -> p.buffer().place(arena.at(p.offset())));
        LinkedSteps result = new LinkedSteps(scope, builder, arena);
        scope.extend();
        return result;
      } catch (RuntimeException | Error e) {
        arena.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      builder.store().release(builder.weights());
      throw e;
    }
  }

  private Runnable bind(ProgramBuilder.Step step) {
    if (step.isClear()) {
      Buffer buffer = step.arguments().tensors().get(dnnl.DNNL_ARG_DST).buffer();
      Pointer address = buffer.address();
      return () -> Pointer.memset(address, 0, buffer.bytes());
    }
    IntMemoryMap arguments = new IntMemoryMap();
    step.arguments().tensors().forEach((key, t) -> arguments.put(key, binding.memory(t)));
    primitive operation = step.operation();
    return () -> operation.execute(stream, arguments);
  }

  /** Returns the places of arrays that the caller passes to each run. */
  CallerArrays callerArrays(List<Tensor> tensors) {
    return new CallerArrays(tensors.stream().map(t -> binding.memories(t.buffer())).toList());
  }

  /** Runs all steps. */
  void run() {
    run(0, steps.size());
  }

  /** Runs the steps from {@code from} to before {@code to}. */
  void run(int from, int to) {
    for (int i = from; i < to; i++) {
      steps.get(i).run();
    }
    stream._wait();
    // The native objects must not be collected while they run.
    Reference.reachabilityFence(this);
  }

  /** Returns the number of steps. */
  int size() {
    return steps.size();
  }

  /** Returns the size of the memory for everything but parameters that the steps share. */
  long arenaBytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    builder.store().release(builder.weights());
    scope.close();
    arena.close();
  }
}
