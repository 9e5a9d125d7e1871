package org.blockwright.engine.compiled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Collects the steps of a program, with the tensors that they use. */
final class ProgramBuilder {
  private final Parameters parameters;
  private final PackedWeights store;
  private final ImageLayout layout;
  private final Map<String, Value> values = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Buffer> arena = new ArrayList<>();
  private final List<Weight> weights = new ArrayList<>();
  private final List<SharedParameter> shared = new ArrayList<>();

  /** A primitive with its arguments; without primitive, zeros are written to the argument. */
  record Step(primitive operation, Arguments arguments) {
    boolean isClear() {
      return operation == null;
    }
  }

  ProgramBuilder(Parameters parameters, PackedWeights store, ImageLayout layout) {
    this.parameters = parameters;
    this.store = store;
    this.layout = layout;
  }

  Parameters parameters() {
    return parameters;
  }

  PackedWeights store() {
    return store;
  }

  /** Returns the layout of images between convolutions. */
  ImageLayout layout() {
    return layout;
  }

  List<Step> steps() {
    return steps;
  }

  List<Buffer> arena() {
    return arena;
  }

  List<Weight> weights() {
    return weights;
  }

  List<SharedParameter> shared() {
    return shared;
  }

  void define(String name, Value value) {
    values.put(name, value);
  }

  Value value(String name) {
    return values.get(name);
  }

  /** Defines values that the caller passes to each run, in C order. */
  List<Tensor> defineInputs(List<String> names, long[][] shapes) {
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < shapes.length; i++) {
      Tensor input = ofCaller(shapes[i]);
      inputs.add(input);
      define(names.get(i), Value.of(input));
    }
    return inputs;
  }

  /** Copies a value to an array of the caller, in C order. */
  Tensor copyToCaller(Value value) {
    Tensor result = ofCaller(value.tensor().dimensions());
    copy(value.tensor(), result);
    return result;
  }

  /** Returns an array of the caller in C order. */
  static Tensor ofCaller(long... dimensions) {
    memory.desc desc = OneDnn.plain(dimensions);
    return new Tensor(desc, dimensions, Buffer.ofCaller(desc.get_size()));
  }

  /** Returns a new tensor in the arena. */
  Tensor allocate(memory.desc desc, long... dimensions) {
    Buffer buffer = Buffer.inArena(desc.get_size());
    arena.add(buffer);
    return new Tensor(desc, dimensions, buffer);
  }

  Tensor weight(String name, memory.desc desc, long[] dimensions, Supplier<WeightSource> source) {
    Weight weight = store.get(name, desc, dimensions, source);
    weights.add(weight);
    return weight.tensor();
  }

  /** Returns a parameter in the graph's own memory. */
  Tensor share(Parameter parameter, memory.desc desc, long[] dimensions) {
    INDArray array = parameters.array(parameter);
    SharedParameter memory = SharedParameter.of(parameter, array);
    shared.add(memory);
    return new Tensor(desc, dimensions, Buffer.at(array.data().addressPointer(), memory.bytes()));
  }

  /** Adds a step, with scratch memory if the primitive needs it. */
  void add(primitive_desc_base description, primitive operation, Arguments arguments) {
    memory.desc scratch = description.scratchpad_desc();
    if (scratch.get_size() > 0) {
      arguments.with(dnnl.DNNL_ARG_SCRATCHPAD, allocate(scratch));
    }
    arguments.tensors().values().forEach(tensor -> tensor.buffer().useIn(steps.size()));
    steps.add(new Step(operation, arguments));
  }

  /** Adds a step that writes zeros. */
  void clear(Tensor tensor) {
    tensor.buffer().useIn(steps.size());
    steps.add(new Step(null, new Arguments().with(dnnl.DNNL_ARG_DST, tensor)));
  }

  /** Adds a step that copies values to another layout. */
  void copy(Tensor from, Tensor to) {
    reorder.primitive_desc description =
        new reorder.primitive_desc(
            OneDnn.cpu(), from.desc(), OneDnn.cpu(), to.desc(), OneDnn.attributes(), false);
    add(description, new reorder(description), Arguments.of(from, to));
  }

  /** Returns a value in a layout; copies it if it has another one. */
  Tensor as(Value value, memory.desc desc) {
    if (value.tensor().desc().equals(desc)) {
      return value.tensor();
    }
    for (Tensor copy : value.copies()) {
      if (copy.desc().equals(desc)) {
        return copy;
      }
    }
    Tensor copy = allocate(desc, value.tensor().dimensions());
    copy(value.tensor(), copy);
    value.copies().add(copy);
    return copy;
  }

  /** Returns a value in the order of its dimensions. */
  Tensor plain(Value value) {
    return as(value, OneDnn.plain(value.tensor().dimensions()));
  }

  /** Returns a vector as a tensor of two dimensions, in the order channel, height, width. */
  Tensor vectors(Value value) {
    return value.tensor().dimensions().length == 2
        ? value.tensor()
        : plain(value).viewedAs(OneDnn.plain(value.shape()), value.shape());
  }

  /** Returns the tensor of an image, or of a vector for operations on units. */
  Tensor channels(Value value) {
    return value.isImage() || value.hasChannelsOnly() ? value.tensor() : vectors(value);
  }

  /** Requires an image. */
  static long[] requireImage(Value value) {
    if (!value.isImage()) {
      throw Reasons.shape("an image", value.shape());
    }
    return value.shape();
  }

  static long[] dimensions(long batch, long channels, long[] size) {
    return new long[] {batch, channels, size[0], size[1]};
  }

  static long length(long[] shape) {
    return Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
  }
}
