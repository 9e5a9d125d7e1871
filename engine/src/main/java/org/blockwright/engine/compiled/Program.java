package org.blockwright.engine.compiled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.Pointer;

/** A plan compiled for input shapes: oneDNN's primitives in execution order, and their memory. */
final class Program implements AutoCloseable {
  private final ProgramBuilder builder;
  private final LinkedSteps steps;
  private final CallerArrays inputs;
  private final CallerArrays outputs;
  private final List<long[]> outputShapes;
  private final long activationBytes;

  private Program(
      ProgramBuilder builder,
      LinkedSteps steps,
      CallerArrays inputs,
      CallerArrays outputs,
      List<long[]> outputShapes) {
    this.builder = builder;
    this.steps = steps;
    this.inputs = inputs;
    this.outputs = outputs;
    this.outputShapes = outputShapes;
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
    List<Tensor> inputs = new ArrayList<>();
    List<Tensor> outputs = new ArrayList<>();
    List<long[]> outputShapes = new ArrayList<>();
    LinkedSteps steps =
        LinkedSteps.link(
            builder,
            () -> {
              inputs.addAll(builder.defineInputs(plan.inputs(), inputShapes));
              plan.operations().forEach(new Compiler(builder)::add);
              for (String name : plan.outputs()) {
                outputs.add(builder.copyToCaller(builder.value(name)));
                outputShapes.add(builder.value(name).shape());
              }
            },
            allocator,
            "activations of " + Arrays.deepToString(inputShapes));
    return new Program(
        builder, steps, steps.callerArrays(inputs), steps.callerArrays(outputs), outputShapes);
  }

  /** Returns the size of the memory for activations. */
  long arenaBytes() {
    return steps.arenaBytes();
  }

  /** Returns the size of all activations, which do not exist at the same time. */
  long activationBytes() {
    return activationBytes;
  }

  /** Returns the size of the parameters. */
  long weightBytes() {
    return builder.weights().stream().mapToLong(weight -> weight.tensor().buffer().bytes()).sum()
        + builder.shared().stream().mapToLong(SharedParameter::bytes).sum();
  }

  /** Returns whether the graph has moved parameters that the program reads from its memory. */
  boolean isOutdated(Parameters parameters) {
    return builder.shared().stream().anyMatch(parameter -> parameter.isMoved(parameters));
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
    inputs.place(inputAddresses);
    outputs.place(outputAddresses);
    steps.run();
  }

  @Override
  public void close() {
    steps.close();
  }
}
