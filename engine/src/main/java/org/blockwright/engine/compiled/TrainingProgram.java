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

/**
 * The forward and backward pass of training, compiled for input shapes. It reads parameters from
 * the graph's memory, and writes the gradients of those that are trained to the graph's gradient
 * vector.
 */
final class TrainingProgram implements AutoCloseable {
  private final PointerScope scope;
  private final PackedWeights store;
  private final List<Weight> weights;
  private final ParameterMemory parameters;
  private final NativeMemory arena;
  private final stream stream;
  private final List<Runnable> forward;
  private final List<Runnable> backward;
  private final List<List<memory>> inputs;
  private final List<List<memory>> outputs;
  private final List<List<memory>> gradients;
  private final List<long[]> outputShapes;
  private final List<BatchStatistics> statistics;
  private final List<DropoutMask> masks;

  private TrainingProgram(Linker linker, PointerScope scope) {
    ProgramBuilder builder = linker.builder;
    this.scope = scope;
    this.store = builder.store();
    this.weights = builder.weights();
    this.parameters = linker.context.parameters();
    this.arena = linker.arena;
    this.stream = linker.stream;
    this.forward = linker.steps.subList(0, linker.forwardSteps);
    this.backward = linker.steps.subList(linker.forwardSteps, linker.steps.size());
    this.inputs = linker.inputs;
    this.outputs = linker.outputs;
    this.gradients = linker.gradients;
    this.outputShapes = linker.outputShapes;
    this.statistics = linker.compiler.statistics();
    this.masks = linker.compiler.masks();
  }

  /**
   * Compiles a plan with the thread count of the calling thread.
   *
   * @param allocator allocates memory of a size for a purpose
   * @throws CompilationException if an operation does not support the sizes
   * @throws org.blockwright.base.UsageException if the memory does not fit
   */
  static TrainingProgram compile(
      TrainingPlan plan,
      ProgramBuilder builder,
      ParameterMemory parameters,
      BiFunction<Long, String, NativeMemory> allocator,
      long[][] inputShapes) {
    Linker linker = new Linker(new TrainingContext(builder, plan, parameters), builder, allocator);
    try (PointerScope scope = OneDnn.scope()) {
      linker.link(plan, inputShapes);
      TrainingProgram program = new TrainingProgram(linker, scope);
      scope.extend();
      return program;
    } catch (RuntimeException | Error e) {
      linker.close();
      builder.store().release(builder.weights());
      throw e;
    }
  }

  /** Returns the size of the memory for activations, gradients and packed parameters. */
  long arenaBytes() {
    return arena.bytes();
  }

  /** Returns whether the graph has moved its parameters or gradients to other memory. */
  boolean isOutdated() {
    return parameters.isOutdated();
  }

  /** Returns the shapes of the logits of each output. */
  List<long[]> outputShapes() {
    return outputShapes;
  }

  /**
   * Runs the forward pass.
   *
   * @param inputAddresses floats in C order, which must stay unchanged until the backward pass
   * @param outputAddresses where the logits of each output are written
   * @param dropout identifies the masks of dropout
   */
  void runForward(List<Pointer> inputAddresses, List<Pointer> outputAddresses, DropoutKey dropout) {
    place(inputs, inputAddresses);
    place(outputs, outputAddresses);
    masks.forEach(mask -> mask.write(dropout));
    forward.forEach(Runnable::run);
    stream._wait();
    Reference.reachabilityFence(this);
  }

  /**
   * Runs the backward pass, and writes the gradients.
   *
   * @param gradientAddresses the gradients of the values of {@link #runForward}
   */
  void runBackward(List<Pointer> gradientAddresses) {
    place(gradients, gradientAddresses);
    backward.forEach(Runnable::run);
    stream._wait();
    statistics.forEach(BatchStatistics::writeGradients);
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
    final TrainingContext context;
    final ProgramBuilder builder;
    final BiFunction<Long, String, NativeMemory> allocator;
    final TrainingCompiler compiler;
    final List<Runnable> steps = new ArrayList<>();
    final List<List<memory>> inputs = new ArrayList<>();
    final List<List<memory>> outputs = new ArrayList<>();
    final List<List<memory>> gradients = new ArrayList<>();
    final List<long[]> outputShapes = new ArrayList<>();

    NativeMemory arena;
    stream stream;
    int forwardSteps;

    Linker(
        TrainingContext context,
        ProgramBuilder builder,
        BiFunction<Long, String, NativeMemory> allocator) {
      this.context = context;
      this.builder = builder;
      this.allocator = allocator;
      this.compiler = new TrainingCompiler(context);
    }

    void link(TrainingPlan plan, long[][] inputShapes) {
      stream = new stream(OneDnn.cpu());
      List<Tensor> inputTensors = new ArrayList<>();
      for (int i = 0; i < inputShapes.length; i++) {
        Tensor tensor = external(inputShapes[i]);
        inputTensors.add(tensor);
        builder.define(plan.fixed().inputs().get(i), Value.of(tensor));
      }
      Compiler fixed = new Compiler(builder);
      for (Operation operation : plan.fixed().operations()) {
        try {
          fixed.add(operation);
        } catch (UnsupportedException e) {
          throw new CompilationException(new Unsupported(operation.name(), e.getMessage()));
        }
      }
      plan.operations().forEach(compiler::addForward);
      List<Tensor> outputTensors = new ArrayList<>();
      List<Tensor> gradientTensors = new ArrayList<>();
      for (String name : plan.outputs()) {
        Value value = builder.value(name);
        Tensor result = external(value.tensor().dimensions());
        builder.copy(value.tensor(), result);
        outputTensors.add(result);
        outputShapes.add(value.shape());
        Tensor gradient = external(value.tensor().dimensions());
        gradientTensors.add(gradient);
        if (plan.isDifferentiated(name)) {
          context.gradients().add(name, gradient);
        }
      }
      forwardSteps = builder.steps().size();
      compiler.addBackward();
      compiler.statistics().forEach(s -> s.useIn(builder.steps().size()));
      ArenaPlanner planner = ArenaPlanner.plan(builder.arena());
      arena = allocator.apply(planner.size(), "training on " + Arrays.deepToString(inputShapes));
      planner.placed().forEach(p -> p.buffer().place(arena.at(p.offset())));
      Binding binding = new Binding();
      builder.steps().forEach(step -> steps.add(bind(step, binding)));
      inputTensors.forEach(tensor -> inputs.add(binding.memories(tensor.buffer())));
      outputTensors.forEach(tensor -> outputs.add(binding.memories(tensor.buffer())));
      gradientTensors.forEach(tensor -> gradients.add(binding.memories(tensor.buffer())));
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
