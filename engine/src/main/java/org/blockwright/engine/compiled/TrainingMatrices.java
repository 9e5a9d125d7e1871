package org.blockwright.engine.compiled;

import java.util.Optional;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Adds the steps of convolutions and dense layers in training. */
final class TrainingMatrices {
  private static final int DIRECT = dnnl.algorithm.convolution_direct.value;

  private final TrainingContext context;
  private final ProgramBuilder program;
  private final Gradients gradients;

  TrainingMatrices(TrainingContext context) {
    this.context = context;
    this.program = context.program();
    this.gradients = context.gradients();
  }

  /** The kernel or bias of an operation, in the graph's memory. */
  private record Operand(Tensor value, Optional<Tensor> gradient) {}

  private Operand vector(Parameter parameter) {
    return new Operand(
        ParameterMemory.vector(context.parameters().array(parameter)),
        context.parameters().gradient(parameter).map(ParameterMemory::vector));
  }

  Differentiable convolution(Operation operation, Kind.Convolution kind) {
    Value input = context.value(operation.input());
    long[] shape = ProgramBuilder.requireImage(input);
    Window window = kind.window();
    INDArray array = context.parameters().array(kind.kernel());
    KernelDimensions dimensions = KernelDimensions.of(kind, array, shape);
    Operand kernel = kernel(kind.kernel(), dimensions);
    Value kernels = Value.of(kernel.value());
    Optional<Operand> bias = kind.bias().map(this::vector);
    long[] size = ProgramBuilder.dimensions(shape[0], dimensions.outputs(), window.output(shape));
    Convolution convolution =
        new Convolution(shape, size, dimensions, window, bias.isPresent(), operation.activation());
    convolution_forward.primitive_desc forward = convolution.forward();
    Tensor source = program.as(input, forward.src_desc());
    Tensor result = program.allocate(forward.dst_desc(), size);
    Arguments arguments =
        Arguments.of(source, result)
            .with(dnnl.DNNL_ARG_WEIGHTS, program.as(kernels, forward.weights_desc()));
    bias.ifPresent(b -> arguments.with(dnnl.DNNL_ARG_BIAS, b.value()));
    program.add(forward, new convolution_forward(forward), arguments);
    return new Differentiable(
        Value.of(result),
        gradient -> {
          Tensor incoming =
              context.activations().backward(operation.activation(), result, gradient);
          if (isTrained(kernel, bias)) {
            convolution_backward_weights.primitive_desc d = convolution.backwardWeights(forward);
            addWeightGradient(
                d,
                new convolution_backward_weights(d),
                program.as(input, d.src_desc()),
                gradients.as(incoming, d.diff_dst_desc()),
                d.diff_weights_desc(),
                kernel,
                bias);
          }
          if (gradients.isRequired(operation.input())) {
            convolution_backward_data.primitive_desc d = convolution.backwardData(forward);
            addDataGradient(
                operation.input(),
                d,
                new convolution_backward_data(d),
                program.as(kernels, d.weights_desc()),
                gradients.as(incoming, d.diff_dst_desc()),
                program.allocate(d.diff_src_desc(), shape));
          }
        });
  }

  private Operand kernel(Parameter parameter, KernelDimensions dimensions) {
    INDArray array = context.parameters().array(parameter);
    memory.desc desc = OneDnn.strided(dimensions.sizes(), dimensions.strides(array));
    return new Operand(
        ParameterMemory.tensor(array, desc, dimensions.sizes()),
        context
            .parameters()
            .gradient(parameter)
            .map(gradient -> ParameterMemory.tensor(gradient, desc, dimensions.sizes())));
  }

  private static boolean isTrained(Operand kernel, Optional<Operand> bias) {
    return kernel.gradient().isPresent() || bias.flatMap(Operand::gradient).isPresent();
  }

  /** Adds the step that computes the gradients of kernel and bias. */
  private void addWeightGradient(
      primitive_desc_base description,
      primitive operation,
      Tensor source,
      Tensor incoming,
      memory.desc desc,
      Operand kernel,
      Optional<Operand> bias) {
    Optional<Tensor> target = kernel.gradient();
    boolean direct = target.filter(t -> t.desc().equals(desc)).isPresent();
    Tensor result =
        direct ? target.orElseThrow() : program.allocate(desc, kernel.value().dimensions());
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, source)
            .with(dnnl.DNNL_ARG_DIFF_DST, incoming)
            .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, result);
    bias.ifPresent(
        b ->
            arguments.with(
                dnnl.DNNL_ARG_DIFF_BIAS,
                b.gradient()
                    .orElseGet(() -> program.allocate(b.value().desc(), b.value().dimensions()))));
    program.add(description, operation, arguments);
    if (target.isPresent() && !direct) {
      program.copy(result, target.orElseThrow());
    }
  }

  /** Adds the step that computes the gradient of the input. */
  private void addDataGradient(
      String input,
      primitive_desc_base description,
      primitive operation,
      Tensor kernel,
      Tensor incoming,
      Tensor result) {
    program.add(
        description,
        operation,
        new Arguments()
            .with(dnnl.DNNL_ARG_DIFF_DST, incoming)
            .with(dnnl.DNNL_ARG_WEIGHTS, kernel)
            .with(dnnl.DNNL_ARG_DIFF_SRC, result));
    gradients.add(input, result);
  }

  Differentiable dense(Operation operation, Kind.Dense kind) {
    Value input = context.value(operation.input());
    INDArray array = context.parameters().array(kind.kernel());
    KernelDimensions.requireVectors(input, array);
    // A large matrix is used in the graph's own layout, since copies would cost more than they
    // gain.
    boolean shared = SharedParameter.isBetterFor(array);
    Tensor source = shared ? program.vectors(input) : input.tensor();
    long[] sizes = source.dimensions().clone();
    sizes[0] = array.size(1);
    Operand kernel = matrix(kind.kernel(), sizes);
    Value kernels = Value.of(kernel.value());
    Optional<Operand> bias = kind.bias().map(this::vector);
    memory.desc weights = shared ? kernel.value().desc() : OneDnn.any(sizes);
    memory.desc biases = bias.map(b -> b.value().desc()).orElseGet(memory.desc::new);
    long[] size = {input.shape()[0], array.size(1)};
    inner_product_forward.primitive_desc forward =
        new inner_product_forward.primitive_desc(
            OneDnn.cpu(),
            OneDnn.TRAINING,
            source.desc(),
            weights,
            biases,
            OneDnn.plain(size),
            OneDnn.attributes(false, operation.activation()),
            false);
    Tensor result = program.allocate(forward.dst_desc(), size);
    Arguments arguments =
        Arguments.of(source, result)
            .with(dnnl.DNNL_ARG_WEIGHTS, program.as(kernels, forward.weights_desc()));
    bias.ifPresent(b -> arguments.with(dnnl.DNNL_ARG_BIAS, b.value()));
    program.add(forward, new inner_product_forward(forward), arguments);
    return new Differentiable(
        Value.of(result),
        gradient -> {
          Tensor incoming =
              gradients.as(
                  context.activations().backward(operation.activation(), result, gradient),
                  OneDnn.plain(size));
          if (isTrained(kernel, bias)) {
            inner_product_backward_weights.primitive_desc d =
                new inner_product_backward_weights.primitive_desc(
                    OneDnn.cpu(),
                    source.desc(),
                    weights,
                    biases,
                    incoming.desc(),
                    forward,
                    OneDnn.attributes(),
                    false);
            addWeightGradient(
                d,
                new inner_product_backward_weights(d),
                source,
                incoming,
                d.diff_weights_desc(),
                kernel,
                bias);
          }
          if (gradients.isRequired(operation.input())) {
            inner_product_backward_data.primitive_desc d =
                new inner_product_backward_data.primitive_desc(
                    OneDnn.cpu(),
                    source.desc(),
                    weights,
                    incoming.desc(),
                    forward,
                    OneDnn.attributes(),
                    false);
            addDataGradient(
                operation.input(),
                d,
                new inner_product_backward_data(d),
                program.as(kernels, d.weights_desc()),
                incoming,
                program.allocate(d.diff_src_desc(), source.dimensions()));
          }
        });
  }

  /** A matrix {@code [in, out]} as {@code [out, in]}, or {@code [out, c, h, w]} for images. */
  private Operand matrix(Parameter parameter, long[] sizes) {
    return new Operand(
        matrix(context.parameters().array(parameter), sizes),
        context.parameters().gradient(parameter).map(gradient -> matrix(gradient, sizes)));
  }

  private static Tensor matrix(INDArray array, long[] sizes) {
    memory.desc desc = OneDnn.strided(sizes, KernelDimensions.matrixStrides(array, sizes));
    return ParameterMemory.tensor(array, desc, sizes);
  }

  /** The primitives of a convolution; oneDNN chooses the layouts of each one. */
  private record Convolution(
      long[] shape,
      long[] size,
      KernelDimensions dimensions,
      Window window,
      boolean hasBias,
      Nonlinearity activation) {
    convolution_forward.primitive_desc forward() {
      return new convolution_forward.primitive_desc(
          OneDnn.cpu(),
          OneDnn.TRAINING,
          DIRECT,
          OneDnn.any(shape),
          OneDnn.any(dimensions.sizes()),
          bias(),
          OneDnn.any(size),
          window.stride(shape),
          window.gaps(),
          window.paddingBefore(shape),
          window.paddingAfter(shape),
          OneDnn.attributes(false, activation),
          false);
    }

    convolution_backward_weights.primitive_desc backwardWeights(
        convolution_forward.primitive_desc forward) {
      return new convolution_backward_weights.primitive_desc(
          OneDnn.cpu(),
          DIRECT,
          OneDnn.any(shape),
          OneDnn.any(dimensions.sizes()),
          bias(),
          OneDnn.any(size),
          window.stride(shape),
          window.gaps(),
          window.paddingBefore(shape),
          window.paddingAfter(shape),
          forward,
          OneDnn.attributes(),
          false);
    }

    convolution_backward_data.primitive_desc backwardData(
        convolution_forward.primitive_desc forward) {
      return new convolution_backward_data.primitive_desc(
          OneDnn.cpu(),
          DIRECT,
          OneDnn.any(shape),
          OneDnn.any(dimensions.sizes()),
          OneDnn.any(size),
          window.stride(shape),
          window.gaps(),
          window.paddingBefore(shape),
          window.paddingAfter(shape),
          forward,
          OneDnn.attributes(),
          false);
    }

    private memory.desc bias() {
      return hasBias ? OneDnn.plain(dimensions.outputs()) : new memory.desc();
    }
  }
}
