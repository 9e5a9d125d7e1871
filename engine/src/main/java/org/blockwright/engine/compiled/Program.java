package org.blockwright.engine.compiled;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/** A plan compiled for input shapes: oneDNN's primitives in execution order, and their memory. */
final class Program implements AutoCloseable {
  private final PointerScope scope;
  private final PackedWeights store;
  private final List<Weight> weights;
  private final List<SharedParameter> shared;
  private final NativeMemory arena;
  private final stream stream;
  private final List<Runnable> steps;
  private final List<List<memory>> inputs;
  private final List<List<memory>> outputs;
  private final List<long[]> outputShapes;
  private final long activationBytes;

  private Program(Linker linker, ProgramBuilder builder, PointerScope scope) {
    this.scope = scope;
    this.store = builder.store();
    this.weights = builder.weights();
    this.shared = builder.shared();
    this.arena = linker.arena;
    this.stream = linker.stream;
    this.steps = linker.steps;
    this.inputs = linker.inputs;
    this.outputs = linker.outputs;
    this.outputShapes = linker.outputShapes;
    this.activationBytes = builder.arena().stream().mapToLong(Buffer::bytes).sum();
  }

  /**
   * Compiles a plan with the thread count of the calling thread.
   *
   * @param allocator allocates memory of a size for a purpose
   * @throws CompilationException if an operation does not support the sizes
   * @throws org.blockwright.base.UsageException if the memory does not fit
   */
  static Program compile(
      InferencePlan plan,
      ProgramBuilder builder,
      BiFunction<Long, String, NativeMemory> allocator,
      long[][] inputShapes) {
    Linker linker = new Linker(builder, allocator);
    try (PointerScope scope = OneDnn.scope()) {
      linker.link(plan, inputShapes);
      Program program = new Program(linker, builder, scope);
      scope.extend();
      return program;
    } catch (RuntimeException | Error e) {
      linker.close();
      builder.store().release(builder.weights());
      throw e;
    }
  }

  /** Returns the size of the memory for activations. */
  long arenaBytes() {
    return arena.bytes();
  }

  /** Returns the size of all activations, which do not exist at the same time. */
  long activationBytes() {
    return activationBytes;
  }

  /** Returns the size of the parameters. */
  long weightBytes() {
    return weights.stream().mapToLong(weight -> weight.tensor().buffer().bytes()).sum()
        + shared.stream().mapToLong(SharedParameter::bytes).sum();
  }

  /** Returns whether the graph has moved parameters that the program reads from its memory. */
  boolean isOutdated(Parameters parameters) {
    return shared.stream().anyMatch(parameter -> parameter.isMoved(parameters));
  }

  /** Returns the shapes of the outputs. */
  List<long[]> outputShapes() {
    return outputShapes;
  }

  /**
   * Runs the program.
   *
   * @param inputAddresses floats in C order
   * @param outputAddresses where the results are written, in C order
   */
  void run(List<Pointer> inputAddresses, List<Pointer> outputAddresses) {
    place(inputs, inputAddresses);
    place(outputs, outputAddresses);
    steps.forEach(Runnable::run);
    stream._wait();
    // The native objects must not be collected while they run.
    Reference.reachabilityFence(this);
  }

  private static void place(List<List<memory>> views, List<Pointer> addresses) {
    for (int i = 0; i < addresses.size(); i++) {
      Pointer address = addresses.get(i);
      views.get(i).forEach(view -> view.set_data_handle(address));
    }
  }

  @Override
  public void close() {
    store.release(weights);
    scope.close();
    arena.close();
  }

  /** Compiles the operations, places the buffers and binds the primitives to them. */
  private static final class Linker {
    final ProgramBuilder builder;
    final BiFunction<Long, String, NativeMemory> allocator;
    final List<Runnable> steps = new ArrayList<>();
    final List<List<memory>> inputs = new ArrayList<>();
    final List<List<memory>> outputs = new ArrayList<>();
    final List<long[]> outputShapes = new ArrayList<>();

    NativeMemory arena;
    stream stream;

    Linker(ProgramBuilder builder, BiFunction<Long, String, NativeMemory> allocator) {
      this.builder = builder;
      this.allocator = allocator;
    }

    void link(InferencePlan plan, long[][] inputShapes) {
      stream = new stream(OneDnn.cpu());
      List<Tensor> inputTensors = new ArrayList<>();
      for (int i = 0; i < inputShapes.length; i++) {
        Tensor tensor = external(inputShapes[i]);
        inputTensors.add(tensor);
        builder.define(plan.inputs().get(i), Value.of(tensor));
      }
      Compiler compiler = new Compiler(builder);
      for (Operation operation : plan.operations()) {
        try {
          compiler.add(operation);
        } catch (UnsupportedException e) {
          throw new CompilationException(new Unsupported(operation.name(), e.getMessage()));
        }
      }
      List<Tensor> outputTensors = new ArrayList<>();
      for (String name : plan.outputs()) {
        Value value = builder.value(name);
        Tensor result = external(value.tensor().dimensions());
        builder.copy(value.tensor(), result);
        outputTensors.add(result);
        outputShapes.add(value.shape());
      }
      ArenaPlanner planner = ArenaPlanner.plan(builder.arena());
      arena = allocator.apply(planner.size(), "activations of " + Arrays.deepToString(inputShapes));
      planner.placed().forEach(p -> p.buffer().place(arena.at(p.offset())));
      Binding binding = new Binding();
      builder.steps().forEach(step -> steps.add(bind(step, binding)));
      inputTensors.forEach(tensor -> inputs.add(binding.memories(tensor.buffer())));
      outputTensors.forEach(tensor -> outputs.add(binding.memories(tensor.buffer())));
    }

    /** Frees the memory of a program that could not be completed. */
    void close() {
      if (arena != null) {
        arena.close();
      }
    }

    private static Tensor external(long[] dimensions) {
      memory.desc desc = OneDnn.plain(dimensions);
      return new Tensor(desc, dimensions, Buffer.ofCaller(desc.get_size()));
    }

    private Runnable bind(ProgramBuilder.Step step, Binding binding) {
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
  }
}
