package org.blockwright.engine.compiled;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** Adds the steps of operations on images without parameters in training. */
final class TrainingImages {
  private static final long[] NONE = {0, 0};
  private static final long[] ONE = {1, 1};

  private final TrainingContext context;
  private final ProgramBuilder program;
  private final Gradients gradients;
  private final ImageSteps images;

  TrainingImages(TrainingContext context) {
    this.context = context;
    this.program = context.program();
    this.gradients = context.gradients();
    this.images = new ImageSteps(program);
  }

  Differentiable pool(Operation operation, Kind.Pool kind) {
    Value input = context.value(operation.input());
    long[] shape = ProgramBuilder.requireImage(input);
    Window window = kind.window();
    if (!window.fits(shape)) {
      throw Reasons.shape("windows that fit and overlap the image", shape);
    }
    Pooling pooling =
        new Pooling(
            ImageSteps.algorithm(kind),
            ProgramBuilder.dimensions(shape[0], shape[1], window.output(shape)),
            window.stride(shape),
            window.kernel(),
            window.paddingBefore(shape),
            window.paddingAfter(shape));
    return pool(operation, input.tensor(), pooling, pooling.size());
  }

  Differentiable globalPool(Operation operation, Kind.GlobalPool kind) {
    Value input = context.value(operation.input());
    long[] shape = ProgramBuilder.requireImage(input);
    int algorithm =
        kind.max()
            ? dnnl.algorithm.pooling_max.value
            : dnnl.algorithm.pooling_avg_exclude_padding.value;
    long[] size = {shape[0], shape[1], 1, 1};
    long[] kernel = {shape[2], shape[3]};
    Pooling pooling = new Pooling(algorithm, size, ONE, kernel, NONE, NONE);
    return pool(
        operation,
        input.tensor(),
        pooling,
        kind.collapse() ? new long[] {shape[0], shape[1]} : size);
  }

  private record Pooling(
      int algorithm, long[] size, long[] stride, long[] kernel, long[] before, long[] after) {}

  private Differentiable pool(Operation operation, Tensor source, Pooling p, long[] shape) {
    pooling_forward.primitive_desc forward =
        new pooling_forward.primitive_desc(
            OneDnn.cpu(),
            OneDnn.TRAINING,
            p.algorithm(),
            source.desc(),
            OneDnn.any(p.size()),
            p.stride(),
            p.kernel(),
            NONE,
            p.before(),
            p.after(),
            OneDnn.attributes(),
            false);
    Tensor result = program.allocate(forward.dst_desc(), p.size());
    Arguments arguments = Arguments.of(source, result);
    Optional<Tensor> workspace =
        Optional.of(forward.workspace_desc())
            .filter(desc -> desc.get_size() > 0)
            .map(program::allocate);
    workspace.ifPresent(w -> arguments.with(dnnl.DNNL_ARG_WORKSPACE, w));
    program.add(forward, new pooling_forward(forward), arguments);
    return new Differentiable(
        new Value(shape, result),
        gradient -> {
          Tensor incoming = gradients.as(gradient, result.desc());
          pooling_backward.primitive_desc backward =
              new pooling_backward.primitive_desc(
                  OneDnn.cpu(),
                  p.algorithm(),
                  source.desc(),
                  incoming.desc(),
                  p.stride(),
                  p.kernel(),
                  NONE,
                  p.before(),
                  p.after(),
                  forward,
                  OneDnn.attributes(),
                  false);
          Tensor outgoing = program.allocate(backward.diff_src_desc(), source.dimensions());
          Arguments back =
              new Arguments()
                  .with(dnnl.DNNL_ARG_DIFF_DST, incoming)
                  .with(dnnl.DNNL_ARG_DIFF_SRC, outgoing);
          workspace.ifPresent(w -> back.with(dnnl.DNNL_ARG_WORKSPACE, w));
          program.add(backward, new pooling_backward(backward), back);
          gradients.add(operation.input(), outgoing);
        });
  }

  Differentiable pad(Operation operation, Kind.Pad kind) {
    Tensor source = context.value(operation.input()).tensor();
    long[] offset = {0, 0, kind.top(), kind.left()};
    return new Differentiable(
        images.pad(operation, kind),
        gradient ->
            gradients.add(
                operation.input(), part(gradient, source.dimensions(), offset, source.desc())));
  }

  Differentiable crop(Operation operation, Kind.Crop kind) {
    Tensor source = context.value(operation.input()).tensor();
    long[] offset = {0, 0, kind.top(), kind.left()};
    return new Differentiable(
        images.crop(operation, kind),
        gradient ->
            gradients.add(operation.input(), whole(gradient, source, source.desc(), offset)));
  }

  Differentiable subset(Operation operation, Kind.Subset kind) {
    Value input = context.value(operation.input());
    long[] size = input.shape().clone();
    long[] offset = new long[size.length];
    offset[1] = kind.from();
    Tensor plain = new Tensor(OneDnn.plain(size), size, input.tensor().buffer());
    return new Differentiable(
        images.subset(operation, kind),
        gradient -> gradients.add(operation.input(), whole(gradient, plain, plain.desc(), offset)));
  }

  /** Concatenates channels or units. */
  Differentiable concat(Operation operation) {
    Value result = new ValueSteps(program).concat(operation);
    return new Differentiable(
        result,
        gradient -> {
          long[] offset = new long[gradient.dimensions().length];
          for (String name : operation.inputs()) {
            Value input = context.value(name);
            boolean images = offset.length == 4;
            long[] size = images ? input.tensor().dimensions() : input.shape();
            if (gradients.isRequired(name)) {
              memory.desc desc = images ? input.tensor().desc() : OneDnn.plain(size);
              gradients.add(name, part(gradient, size, offset.clone(), desc));
            }
            offset[1] += size[1];
          }
        });
  }

  /** Copies a part of a tensor to a new one. */
  private Tensor part(Tensor tensor, long[] size, long[] offset, memory.desc desc) {
    Tensor result = program.allocate(desc, size);
    program.copy(view(tensor, size, offset), result);
    return result;
  }

  /** Views a part of a tensor, or of a copy in the order of its dimensions. */
  private Tensor view(Tensor tensor, long[] size, long[] offset) {
    try {
      return tensor.viewedAs(tensor.desc().submemory_desc(size, offset), size);
    } catch (RuntimeException e) {
      // The part does not consist of complete blocks.
      Tensor plain = program.plain(Value.of(tensor));
      return plain.viewedAs(plain.desc().submemory_desc(size, offset), size);
    }
  }

  /** Copies a tensor into zeros of the size of another one. */
  private Tensor whole(Tensor part, Tensor like, memory.desc desc, long[] offset) {
    Tensor result = program.allocate(desc, like.dimensions());
    program.clear(result);
    program.copy(
        part, result.viewedAs(desc.submemory_desc(part.dimensions(), offset), part.dimensions()));
    return result;
  }
}
