package org.blockwright.engine.compiled;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multiset;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/** The gradients of values while the backward pass is built: one part from each use of a value. */
final class Gradients {
  private final ProgramBuilder program;
  private final TrainingPlan plan;
  private final ListMultimap<String, Tensor> parts = ArrayListMultimap.create();

  /** How often the memory of a gradient is part of a sum. */
  private final Multiset<Buffer> uses = HashMultiset.create();

  /** The tensors that were requested in a layout, with their copies. */
  private final Map<Tensor, Value> values = new IdentityHashMap<>();

  Gradients(ProgramBuilder program, TrainingPlan plan) {
    this.program = program;
    this.plan = plan;
  }

  /** Returns whether the gradient of a value is required. */
  boolean isRequired(String value) {
    return plan.isDifferentiated(value);
  }

  /**
   * Adds a part, which may be a vector of a value that is stored as an image, or the reverse.
   *
   * @param value name of the value
   */
  void add(String value, Tensor part) {
    Tensor shaped = shaped(part, program.value(value).tensor().dimensions());
    uses.add(shaped.buffer());
    parts.put(value, shaped);
  }

  private Tensor shaped(Tensor part, long[] dimensions) {
    if (Arrays.equals(part.dimensions(), dimensions)) {
      return part;
    }
    return program.plain(Value.of(part)).viewedAs(OneDnn.plain(dimensions), dimensions);
  }

  /** Returns the sum of the parts of a value; empty if no output depends on it. */
  Optional<Tensor> sum(String value) {
    List<Tensor> all = parts.removeAll(value);
    return all.stream()
        .reduce((a, b) -> binary(dnnl.algorithm.binary_add.value, a, b, resultIn(a, a.desc())));
  }

  /**
   * Returns where a step writes a result that replaces a gradient: to the memory of the gradient,
   * unless other steps may read it later, or the layout is another one.
   *
   * @param gradient of a value whose steps are being added
   * @param desc layout of the result
   */
  Tensor resultIn(Tensor gradient, memory.desc desc) {
    return isFree(gradient) && gradient.desc().equals(desc)
        ? gradient.viewedAs(desc, gradient.dimensions())
        : program.allocate(desc, gradient.dimensions());
  }

  /** Returns whether no other value's gradient is in the same memory. */
  private boolean isFree(Tensor gradient) {
    return gradient.buffer().isInArena() && uses.count(gradient.buffer()) <= 1;
  }

  /** Applies a function of two tensors of the same size; the result has the first one's layout. */
  Tensor binary(int algorithm, Tensor a, Tensor b) {
    return binary(algorithm, a, b, program.allocate(a.desc(), a.dimensions()));
  }

  private Tensor binary(int algorithm, Tensor a, Tensor b, Tensor result) {
    Tensor other = as(b, a.desc());
    binary.primitive_desc description =
        new binary.primitive_desc(
            OneDnn.cpu(), algorithm, a.desc(), other.desc(), a.desc(), OneDnn.attributes(), false);
    program.add(
        description,
        new binary(description),
        Arguments.of(a, result).with(dnnl.DNNL_ARG_SRC_1, other));
    return result;
  }

  /** Returns a gradient in a layout. */
  Tensor as(Tensor gradient, memory.desc desc) {
    Tensor result = program.as(values.computeIfAbsent(gradient, Value::of), desc);
    if (result != gradient && !isFree(gradient)) {
      // Other values may request the same copy.
      uses.add(result.buffer(), 2);
    }
    return result;
  }
}
