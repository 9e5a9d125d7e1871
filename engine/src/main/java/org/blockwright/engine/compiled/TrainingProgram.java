package org.blockwright.engine.compiled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.Pointer;

/**
 * The forward and backward pass of training, compiled for input shapes. It reads parameters from
 * the graph's memory, and writes the gradients of those that are trained to the graph's gradient
 * vector.
 */
final class TrainingProgram implements AutoCloseable {
  private final LinkedSteps steps;
  private final ParameterMemory parameters;
  private final CallerArrays inputs;
  private final CallerArrays outputs;
  private final CallerArrays gradients;
  private final int forwardSteps;
  private final List<long[]> outputShapes;
  private final List<BatchStatistics> statistics;
  private final List<DropoutMask> masks;

  private TrainingProgram(Source source, LinkedSteps steps) {
    this.steps = steps;
    this.parameters = source.context.parameters();
    this.inputs = steps.callerArrays(source.inputs);
    this.outputs = steps.callerArrays(source.outputs);
    this.gradients = steps.callerArrays(source.gradients);
    this.forwardSteps = source.forwardSteps;
    this.outputShapes = source.outputShapes;
    this.statistics = source.compiler.statistics();
    this.masks = source.compiler.masks();
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
    Source source = new Source(new TrainingContext(builder, plan, parameters));
    LinkedSteps steps =
        LinkedSteps.link(
            builder,
            () -> source.addSteps(inputShapes),
            allocator,
            "training on " + Arrays.deepToString(inputShapes));
    return new TrainingProgram(source, steps);
  }

  /** Returns the size of the memory for activations, gradients and packed parameters. */
  long arenaBytes() {
    return steps.arenaBytes();
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
    inputs.place(inputAddresses);
    outputs.place(outputAddresses);
    masks.forEach(mask -> mask.write(dropout));
    steps.run(0, forwardSteps);
  }

  /**
   * Runs the backward pass, and writes the gradients.
   *
   * @param gradientAddresses the gradients of the values of {@link #runForward}
   */
  void runBackward(List<Pointer> gradientAddresses) {
    gradients.place(gradientAddresses);
    steps.run(forwardSteps, steps.size());
    statistics.forEach(BatchStatistics::writeGradients);
  }

  @Override
  public void close() {
    steps.close();
  }

  /** Adds the steps of a plan, and remembers what the program needs of them. */
  private static final class Source {
    final TrainingContext context;
    final TrainingCompiler compiler;
    final List<Tensor> inputs = new ArrayList<>();
    final List<Tensor> outputs = new ArrayList<>();
    final List<Tensor> gradients = new ArrayList<>();
    final List<long[]> outputShapes = new ArrayList<>();
    int forwardSteps;

    Source(TrainingContext context) {
      this.context = context;
      this.compiler = new TrainingCompiler(context);
    }

    void addSteps(long[][] inputShapes) {
      TrainingPlan plan = context.plan();
      ProgramBuilder builder = context.program();
      inputs.addAll(builder.defineInputs(plan.fixed().inputs(), inputShapes));
      plan.fixed().operations().forEach(new Compiler(builder)::add);
      plan.operations().forEach(compiler::addForward);
      for (String name : plan.outputs()) {
        Value value = builder.value(name);
        outputs.add(builder.copyToCaller(value));
        outputShapes.add(value.shape());
        Tensor gradient = ProgramBuilder.ofCaller(value.tensor().dimensions());
        gradients.add(gradient);
        if (plan.isDifferentiated(name)) {
          context.gradients().add(name, gradient);
        }
      }
      forwardSteps = builder.steps().size();
      compiler.addBackward();
      compiler.statistics().forEach(s -> s.useIn(builder.steps().size()));
    }
  }
}
