package org.blockwright.engine.compiled;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;

/** Adds the steps of element-wise operations, dropout and reshapes in training. */
final class TrainingValues {
  private final TrainingContext context;
  private final ProgramBuilder program;
  private final Gradients gradients;
  private final ValueSteps values;
  private final List<DropoutMask> masks = new ArrayList<>();

  TrainingValues(TrainingContext context) {
    this.context = context;
    this.program = context.program();
    this.gradients = context.gradients();
    this.values = new ValueSteps(program);
  }

  /** Returns the masks that must be written before each forward pass. */
  List<DropoutMask> masks() {
    return masks;
  }

  Differentiable elementWise(Operation operation, Kind.ElementWise kind) {
    Value result = values.elementWise(operation, kind);
    return new Differentiable(
        result,
        gradient -> {
          Tensor incoming =
              context.activations().backward(operation.activation(), result.tensor(), gradient);
          for (int i = 0; i < operation.inputs().size(); i++) {
            if (gradients.isRequired(operation.inputs().get(i))) {
              gradients.add(operation.inputs().get(i), derivative(operation, kind, i, incoming));
            }
          }
        });
  }

  private Tensor derivative(Operation operation, Kind.ElementWise kind, int i, Tensor gradient) {
    List<String> inputs = operation.inputs();
    return switch (kind.function()) {
      case ADD -> gradient;
      case AVERAGE -> times(gradient, 1f / inputs.size());
      case SUBTRACT -> i == 0 ? gradient : times(gradient, -1);
      case PRODUCT -> {
        Tensor product = gradient;
        for (int k = 0; k < inputs.size(); k++) {
          if (k != i) {
            product = multiply(product, like(gradient, inputs.get(k)));
          }
        }
        yield product;
      }
      case MAX -> {
        Tensor other = like(gradient, inputs.get(1 - i));
        int isLarger = (i == 0 ? dnnl.algorithm.binary_ge : dnnl.algorithm.binary_gt).value;
        Tensor mask = gradients.binary(isLarger, like(gradient, inputs.get(i)), other);
        yield multiply(gradient, mask);
      }
    };
  }

  /** Returns an input in the dimensions of a gradient. */
  private Tensor like(Tensor gradient, String input) {
    Value value = context.value(input);
    return gradient.dimensions().length == value.tensor().dimensions().length
        ? value.tensor()
        : program.vectors(value);
  }

  private Tensor multiply(Tensor a, Tensor b) {
    return gradients.binary(dnnl.algorithm.binary_mul.value, a, b);
  }

  private Tensor times(Tensor source, float factor) {
    eltwise_forward.primitive_desc description =
        new eltwise_forward.primitive_desc(
            OneDnn.cpu(),
            OneDnn.INFERENCE,
            dnnl.algorithm.eltwise_linear.value,
            source.desc(),
            source.desc(),
            factor,
            0,
            OneDnn.attributes(),
            false);
    Tensor result = program.allocate(description.dst_desc(), source.dimensions());
    program.add(description, new eltwise_forward(description), Arguments.of(source, result));
    return result;
  }

  Differentiable dropout(Operation operation, Kind.Dropout kind) {
    Value input = context.value(operation.input());
    Tensor source = input.tensor();
    Tensor mask = program.allocate(source.desc(), source.dimensions());
    // Masks are written before the first step.
    mask.buffer().useIn(0);
    masks.add(new DropoutMask(operation.name(), kind.keep(), mask));
    Tensor result = multiply(source, mask);
    return new Differentiable(
        new Value(input.shape(), result),
        gradient -> gradients.add(operation.input(), multiply(gradient, mask)));
  }

  Differentiable flatten(Operation operation, Kind.Flatten kind) {
    return passedOn(operation, values.flatten(operation, kind));
  }

  Differentiable unflatten(Operation operation, Kind.Unflatten kind) {
    return passedOn(operation, values.unflatten(operation, kind));
  }

  /** The input as it is, for operations that compute nothing but their activation. */
  Differentiable unchanged(Operation operation) {
    return passedOn(operation, context.value(operation.input()));
  }

  private Differentiable passedOn(Operation operation, Value value) {
    return new Differentiable(value, gradient -> gradients.add(operation.input(), gradient));
  }
}
