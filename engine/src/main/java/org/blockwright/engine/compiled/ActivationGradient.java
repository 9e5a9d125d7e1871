package org.blockwright.engine.compiled;

import java.util.function.Consumer;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;

/** Adds the steps of activation functions in training. */
final class ActivationGradient {
  private final ProgramBuilder program;
  private final Gradients gradients;

  ActivationGradient(ProgramBuilder program, Gradients gradients) {
    this.program = program;
    this.gradients = gradients;
  }

  /** Returns whether the derivative is computed from the result, so that the input is not kept. */
  static boolean usesResult(Nonlinearity function) {
    return switch (function.kind()) {
      case RELU, ELU -> function.alpha() >= 0;
      case CLIP, SIGMOID, TANH -> true;
      default -> false;
    };
  }

  private static int algorithm(Nonlinearity function) {
    if (!usesResult(function)) {
      return OneDnn.algorithm(function.kind());
    }
    return switch (function.kind()) {
      case RELU -> dnnl.algorithm.eltwise_relu_use_dst_for_bwd.value;
      case ELU -> dnnl.algorithm.eltwise_elu_use_dst_for_bwd.value;
      case CLIP -> dnnl.algorithm.eltwise_clip_v2_use_dst_for_bwd.value;
      case SIGMOID -> dnnl.algorithm.eltwise_logistic_use_dst_for_bwd.value;
      case TANH -> dnnl.algorithm.eltwise_tanh_use_dst_for_bwd.value;
      default -> throw new IllegalArgumentException(function.toString());
    };
  }

  /**
   * Adds the forward steps of a function of a value.
   *
   * @param overwritable whether nothing else reads the value, so that the result may replace it
   * @param to receives the gradient of the value
   */
  Differentiable apply(
      Value input, boolean overwritable, Nonlinearity function, Consumer<Tensor> to) {
    if (function.isIdentity()) {
      return new Differentiable(input, to);
    }
    return function.isElementWise()
        ? elementWise(input, overwritable && usesResult(function), function, to)
        : softmax(input, to);
  }

  private Differentiable elementWise(
      Value input, boolean inPlace, Nonlinearity function, Consumer<Tensor> to) {
    Tensor source = input.tensor();
    eltwise_forward.primitive_desc description = description(source.desc(), function);
    Tensor result =
        inPlace
            ? source.viewedAs(source.desc(), source.dimensions())
            : program.allocate(description.dst_desc(), source.dimensions());
    program.add(description, new eltwise_forward(description), Arguments.of(source, result));
    return new Differentiable(
        new Value(input.shape(), result),
        gradient ->
            to.accept(backward(function, usesResult(function) ? result : source, gradient)));
  }

  private static eltwise_forward.primitive_desc description(
      memory.desc desc, Nonlinearity function) {
    return new eltwise_forward.primitive_desc(
        OneDnn.cpu(),
        OneDnn.TRAINING,
        algorithm(function),
        desc,
        desc,
        function.alpha(),
        function.beta(),
        OneDnn.attributes(),
        false);
  }

  /**
   * Adds the backward steps of an element-wise function.
   *
   * @param kept the result if {@link #usesResult}, else the input
   * @param gradient that of the result
   * @return the gradient of the input
   */
  Tensor backward(Nonlinearity function, Tensor kept, Tensor gradient) {
    if (function.isIdentity()) {
      return gradient;
    }
    Tensor incoming = gradients.as(gradient, kept.desc());
    eltwise_backward.primitive_desc description =
        new eltwise_backward.primitive_desc(
            OneDnn.cpu(),
            algorithm(function),
            kept.desc(),
            incoming.desc(),
            kept.desc(),
            function.alpha(),
            function.beta(),
            description(kept.desc(), function),
            OneDnn.attributes(),
            false);
    Tensor result = gradients.resultIn(incoming, description.diff_src_desc());
    program.add(
        description,
        new eltwise_backward(description),
        new Arguments()
            .with(usesResult(function) ? dnnl.DNNL_ARG_DST : dnnl.DNNL_ARG_SRC, kept)
            .with(dnnl.DNNL_ARG_DIFF_DST, incoming)
            .with(dnnl.DNNL_ARG_DIFF_SRC, result));
    return result;
  }

  /** The softmax over the last dimension, as in DL4J: units of vectors, but columns of images. */
  private Differentiable softmax(Value input, Consumer<Tensor> to) {
    Tensor source = input.isImage() ? program.plain(input) : program.vectors(input);
    int axis = source.dimensions().length - 1;
    int algorithm = dnnl.algorithm.softmax_accurate.value;
    softmax_forward.primitive_desc forward =
        new softmax_forward.primitive_desc(
            OneDnn.cpu(),
            OneDnn.TRAINING,
            algorithm,
            source.desc(),
            source.desc(),
            axis,
            OneDnn.attributes(),
            false);
    Tensor result = program.allocate(forward.dst_desc(), source.dimensions());
    program.add(forward, new softmax_forward(forward), Arguments.of(source, result));
    return new Differentiable(
        new Value(input.shape(), result),
        gradient -> {
          Tensor incoming = gradients.as(gradient, result.desc());
          softmax_backward.primitive_desc backward =
              new softmax_backward.primitive_desc(
                  OneDnn.cpu(),
                  algorithm,
                  result.desc(),
                  incoming.desc(),
                  result.desc(),
                  axis,
                  forward,
                  OneDnn.attributes(),
                  false);
          Tensor outgoing = program.allocate(backward.diff_src_desc(), result.dimensions());
          program.add(
              backward,
              new softmax_backward(backward),
              new Arguments()
                  .with(dnnl.DNNL_ARG_DST, result)
                  .with(dnnl.DNNL_ARG_DIFF_DST, incoming)
                  .with(dnnl.DNNL_ARG_DIFF_SRC, outgoing));
          to.accept(outgoing);
        });
  }
}
