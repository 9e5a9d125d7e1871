package org.blockwright.engine.compiled;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.pooling_forward;

/** Adds the steps of operations on images without parameters. */
final class ImageSteps {
  private static final long[] NONE = {0, 0};
  private static final long[] ONE = {1, 1};

  private final ProgramBuilder program;

  ImageSteps(ProgramBuilder program) {
    this.program = program;
  }

  Value pool(Operation operation, Kind.Pool kind) {
    Value input = program.value(operation.input());
    long[] shape = ProgramBuilder.requireImage(input);
    Window window = kind.window();
    if (!window.fits(shape)) {
      throw Reasons.shape("windows that fit and overlap the image", shape);
    }
    long[] size = ProgramBuilder.dimensions(shape[0], shape[1], window.output(shape));
    return Value.of(
        pool(
            algorithm(kind),
            input.tensor(),
            size,
            window.stride(shape),
            window.kernel(),
            window.paddingBefore(shape),
            window.paddingAfter(shape)));
  }

  static int algorithm(Kind.Pool kind) {
    if (kind.max()) {
      return dnnl.algorithm.pooling_max.value;
    }
    return kind.countsPadding()
        ? dnnl.algorithm.pooling_avg_include_padding.value
        : dnnl.algorithm.pooling_avg_exclude_padding.value;
  }

  Value globalPool(Operation operation, Kind.GlobalPool kind) {
    Value input = program.value(operation.input());
    long[] shape = ProgramBuilder.requireImage(input);
    long[] size = {shape[0], shape[1], 1, 1};
    int algorithm =
        kind.max()
            ? dnnl.algorithm.pooling_max.value
            : dnnl.algorithm.pooling_avg_exclude_padding.value;
    long[] kernel = {shape[2], shape[3]};
    Tensor result = pool(algorithm, input.tensor(), size, ONE, kernel, NONE, NONE);
    return kind.collapse() ? new Value(new long[] {shape[0], shape[1]}, result) : Value.of(result);
  }

  private Tensor pool(
      int algorithm,
      Tensor source,
      long[] size,
      long[] stride,
      long[] kernel,
      long[] before,
      long[] after) {
    pooling_forward.primitive_desc description =
        new pooling_forward.primitive_desc(
            OneDnn.cpu(),
            OneDnn.INFERENCE,
            algorithm,
            source.desc(),
            OneDnn.any(size),
            stride,
            kernel,
            NONE,
            before,
            after,
            OneDnn.attributes(),
            false);
    Tensor result = program.allocate(description.dst_desc(), size);
    program.add(description, new pooling_forward(description), Arguments.of(source, result));
    return result;
  }

  Value pad(Operation operation, Kind.Pad kind) {
    Value input = program.value(operation.input());
    long[] shape = ProgramBuilder.requireImage(input);
    long height = shape[2] + kind.top() + kind.bottom();
    long width = shape[3] + kind.left() + kind.right();
    long[] size = {shape[0], shape[1], height, width};
    Tensor source = input.tensor();
    Tensor result = program.allocate(OneDnn.imageLike(source, size), size);
    long[] offset = {0, 0, kind.top(), kind.left()};
    program.clear(result);
    program.copy(source, result.viewedAs(result.desc().submemory_desc(shape, offset), shape));
    return Value.of(result);
  }

  Value crop(Operation operation, Kind.Crop kind) {
    Value input = program.value(operation.input());
    long[] shape = ProgramBuilder.requireImage(input);
    long height = shape[2] - kind.top() - kind.bottom();
    long width = shape[3] - kind.left() - kind.right();
    if (height < 1 || width < 1) {
      throw Reasons.shape("an image larger than the cropped borders", shape);
    }
    long[] size = {shape[0], shape[1], height, width};
    return Value.of(part(input.tensor(), size, new long[] {0, 0, kind.top(), kind.left()}));
  }

  /** Copies a part of an image, or of vectors, whose channels are complete or in plain layout. */
  private Tensor part(Tensor source, long[] size, long[] offset) {
    Tensor result =
        program.allocate(
            size.length == 4 ? OneDnn.imageLike(source, size) : OneDnn.plain(size), size);
    program.copy(source.viewedAs(source.desc().submemory_desc(size, offset), size), result);
    return result;
  }

  Value subset(Operation operation, Kind.Subset kind) {
    Value input = program.value(operation.input());
    long channels = kind.to() - kind.from() + 1L;
    if (kind.to() >= input.shape()[1] || channels < 1) {
      throw Reasons.shape("more than %s channels".formatted(kind.to()), input.shape());
    }
    long[] size = input.shape().clone();
    size[1] = channels;
    long[] offset = new long[size.length];
    offset[1] = kind.from();
    Tensor source = input.isImage() ? program.plain(input) : program.vectors(input);
    return Value.of(part(source, size, offset));
  }
}
