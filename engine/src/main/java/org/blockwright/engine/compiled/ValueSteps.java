package org.blockwright.engine.compiled;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.concat;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory_desc_vector;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.softmax_forward;

/** Adds the steps of element-wise operations, and of those that join or reshape values. */
final class ValueSteps {
  private final ProgramBuilder program;

  ValueSteps(ProgramBuilder program) {
    this.program = program;
  }

  Value elementWise(Operation operation, Kind.ElementWise kind) {
    List<Value> inputs = operation.inputs().stream().map(program::value).toList();
    Value first = inputs.get(0);
    if (!inputs.stream().allMatch(value -> value.hasShape(first.shape()))) {
      throw Reasons.shape("inputs of the same shape", shapes(inputs));
    }
    boolean sameDimensions =
        inputs.stream()
            .allMatch(v -> Arrays.equals(v.tensor().dimensions(), first.tensor().dimensions()));
    List<Tensor> tensors =
        inputs.stream().map(v -> sameDimensions ? v.tensor() : program.vectors(v)).toList();
    Tensor result = tensors.get(0);
    boolean average = kind.function() == Kind.ElementWise.Function.AVERAGE;
    for (int i = 1; i < tensors.size(); i++) {
      boolean last = i == tensors.size() - 1;
      Nonlinearity end = last && !average ? operation.activation() : Nonlinearity.IDENTITY;
      result = binary(algorithm(kind), result, tensors.get(i), OneDnn.attributes(false, end));
    }
    if (average) {
      result = eltwise(result, dnnl.algorithm.eltwise_linear.value, 1f / tensors.size(), 0);
    }
    Value value = new Value(first.shape(), result);
    return average && operation.activation().isElementWise()
        ? activate(value, operation.activation())
        : value;
  }

  private Tensor binary(int algorithm, Tensor a, Tensor b, primitive_attr attributes) {
    Tensor other = program.as(Value.of(b), a.desc());
    binary.primitive_desc description =
        new binary.primitive_desc(
            OneDnn.cpu(), algorithm, a.desc(), other.desc(), a.desc(), attributes, false);
    Tensor result = program.allocate(description.dst_desc(), a.dimensions());
    Arguments arguments = Arguments.of(a, result).with(dnnl.DNNL_ARG_SRC_1, other);
    program.add(description, new binary(description), arguments);
    return result;
  }

  private static int algorithm(Kind.ElementWise kind) {
    return switch (kind.function()) {
      case ADD, AVERAGE -> dnnl.algorithm.binary_add.value;
      case PRODUCT -> dnnl.algorithm.binary_mul.value;
      case MAX -> dnnl.algorithm.binary_max.value;
      case SUBTRACT -> dnnl.algorithm.binary_sub.value;
    };
  }

  Value concat(Operation operation) {
    List<Value> inputs = operation.inputs().stream().map(program::value).toList();
    long[] shape = inputs.get(0).shape().clone();
    for (Value value : inputs.subList(1, inputs.size())) {
      long[] other = value.shape().clone();
      shape[1] += other[1];
      other[1] = shape[1];
      if (!Arrays.equals(shape, other)) {
        throw Reasons.shape("inputs that differ in channels only", shapes(inputs));
      }
    }
    boolean images = inputs.stream().allMatch(v -> v.tensor().dimensions().length == 4);
    boolean channels = inputs.get(0).isImage() || inputs.stream().allMatch(Value::hasChannelsOnly);
    List<Tensor> tensors =
        inputs.stream().map(v -> images && channels ? v.tensor() : program.vectors(v)).toList();
    long[] size = tensors.get(0).dimensions().clone();
    size[1] = tensors.stream().mapToLong(t -> t.dimensions()[1]).sum();
    memory_desc_vector descs =
        new memory_desc_vector(tensors.stream().map(Tensor::desc).toArray(memory.desc[]::new));
    concat.primitive_desc description =
        new concat.primitive_desc(OneDnn.cpu(), 1, descs, OneDnn.attributes(), false);
    Tensor result = program.allocate(description.dst_desc(), size);
    Arguments arguments = new Arguments().with(dnnl.DNNL_ARG_DST, result);
    for (int i = 0; i < tensors.size(); i++) {
      arguments.with(dnnl.DNNL_ARG_MULTIPLE_SRC + i, tensors.get(i));
    }
    program.add(description, new concat(description), arguments);
    return new Value(shape, result);
  }

  private static long[][] shapes(List<Value> inputs) {
    return inputs.stream().map(Value::shape).toArray(long[][]::new);
  }

  Value activate(Value input, Nonlinearity function) {
    if (function.isIdentity()) {
      return input;
    }
    if (!function.isElementWise()) {
      return softmax(input);
    }
    Tensor result =
        eltwise(
            input.tensor(), OneDnn.algorithm(function.kind()), function.alpha(), function.beta());
    return new Value(input.shape(), result);
  }

  private Tensor eltwise(Tensor source, int algorithm, float alpha, float beta) {
    eltwise_forward.primitive_desc description =
        new eltwise_forward.primitive_desc(
            OneDnn.cpu(),
            OneDnn.INFERENCE,
            algorithm,
            source.desc(),
            source.desc(),
            alpha,
            beta,
            OneDnn.attributes(),
            false);
    Tensor result = program.allocate(description.dst_desc(), source.dimensions());
    program.add(description, new eltwise_forward(description), Arguments.of(source, result));
    return result;
  }

  /** The softmax over the last dimension, as in DL4J: units of vectors, but columns of images. */
  private Value softmax(Value input) {
    Tensor source = input.isImage() ? program.plain(input) : program.vectors(input);
    softmax_forward.primitive_desc description =
        new softmax_forward.primitive_desc(
            OneDnn.cpu(),
            OneDnn.INFERENCE,
            dnnl.algorithm.softmax_accurate.value,
            source.desc(),
            source.desc(),
            source.dimensions().length - 1,
            OneDnn.attributes(),
            false);
    Tensor result = program.allocate(description.dst_desc(), source.dimensions());
    program.add(description, new softmax_forward(description), Arguments.of(source, result));
    return new Value(input.shape(), result);
  }

  Value flatten(Operation operation, Kind.Flatten kind) {
    Value input = program.value(operation.input());
    if (!input.isImage()) {
      return input;
    }
    long[] shape = input.shape();
    List<Long> image = List.of(shape[1], shape[2], shape[3]);
    if (!kind.image().orElse(image).equals(image)) {
      throw Reasons.shape("an image of " + kind.image().orElseThrow(), shape);
    }
    return new Value(new long[] {shape[0], ProgramBuilder.length(shape)}, input.tensor());
  }

  Value unflatten(Operation operation, Kind.Unflatten kind) {
    Value input = program.value(operation.input());
    if (input.isImage()) {
      return input;
    }
    long[] size = {input.shape()[0], kind.channels(), kind.height(), kind.width()};
    if (ProgramBuilder.length(size) != input.shape()[1]) {
      throw Reasons.shape("vectors of length " + ProgramBuilder.length(size), input.shape());
    }
    return Value.of(program.vectors(input).viewedAs(OneDnn.plain(size), size));
  }
}
