package org.blockwright.engine.compiled;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Adds the steps of the operations that training changes, forward and then backward. */
final class TrainingCompiler {
  private final TrainingContext context;
  private final TrainingMatrices matrices;
  private final TrainingNorms norms;
  private final TrainingImages images;
  private final TrainingValues values;
  private final Deque<Runnable> backward = new ArrayDeque<>();

  TrainingCompiler(TrainingContext context) {
    this.context = context;
    this.matrices = new TrainingMatrices(context);
    this.norms = new TrainingNorms(context);
    this.images = new TrainingImages(context);
    this.values = new TrainingValues(context);
  }

  List<BatchStatistics> statistics() {
    return norms.statistics();
  }

  List<DropoutMask> masks() {
    return values.masks();
  }

  /**
   * Adds the forward steps of an operation, and defines its value.
   *
   * @throws CompilationException if sizes do not match, or oneDNN rejects them
   */
  void addForward(Operation operation) {
    Differentiable result =
        named(
            operation,
            () -> {
              if (TrainingFusion.appliesActivation(operation.kind(), operation.activation())) {
                return compute(operation);
              }
              Differentiable alone = compute(operation.withActivation(Nonlinearity.IDENTITY));
              return context
                  .activations()
                  .apply(alone.value(), operation.activation(), alone.backward());
            });
    context.program().define(operation.name(), result.value());
    if (context.plan().isDifferentiated(operation.name())) {
      backward.push(
          () ->
              named(
                  operation,
                  () -> {
                    addBackward(operation, result);
                    return result;
                  }));
    }
  }

  /** Adds the steps of the backward pass, from the gradients of the outputs. */
  void addBackward() {
    backward.forEach(Runnable::run);
  }

  private void addBackward(Operation operation, Differentiable result) {
    Optional<Tensor> gradient = context.gradients().sum(operation.name());
    if (gradient.isPresent()) {
      result.backward().accept(gradient.get());
    } else {
      // No loss depends on it.
      TrainingPlan.parameters(operation).stream()
          .flatMap(parameter -> context.parameters().gradient(parameter).stream())
          .map(ParameterMemory::vector)
          .forEach(context.program()::clear);
    }
  }

  private static <R> R named(Operation operation, Supplier<R> task) {
    try {
      return task.get();
    } catch (UnsupportedException e) {
      throw new CompilationException(new Unsupported(operation.name(), e.getMessage()));
    } catch (RuntimeException e) {
      if (e.getClass() == RuntimeException.class) {
        // What javacpp makes of a dnnl::error.
        String reason = Reasons.primitive(e.getMessage()).getMessage();
        throw new CompilationException(new Unsupported(operation.name(), reason));
      }
      throw e;
    }
  }

  private Differentiable compute(Operation operation) {
    Kind kind = operation.kind();
    if (kind instanceof Kind.Convolution convolution) {
      return matrices.convolution(operation, convolution);
    } else if (kind instanceof Kind.Dense dense) {
      return matrices.dense(operation, dense);
    } else if (kind instanceof Kind.BatchNorm norm) {
      return norms.batchNorm(operation, norm);
    } else if (kind instanceof Kind.Scale scale) {
      return norms.scale(operation, scale);
    } else if (kind instanceof Kind.Pool pool) {
      return images.pool(operation, pool);
    } else if (kind instanceof Kind.GlobalPool pool) {
      return images.globalPool(operation, pool);
    } else if (kind instanceof Kind.Pad pad) {
      return images.pad(operation, pad);
    } else if (kind instanceof Kind.Crop crop) {
      return images.crop(operation, crop);
    } else if (kind instanceof Kind.Subset subset) {
      return images.subset(operation, subset);
    } else if (kind instanceof Kind.Concat) {
      return images.concat(operation);
    } else if (kind instanceof Kind.ElementWise elementWise) {
      return values.elementWise(operation, elementWise);
    } else if (kind instanceof Kind.Dropout dropout) {
      return values.dropout(operation, dropout);
    } else if (kind instanceof Kind.Flatten flatten) {
      return values.flatten(operation, flatten);
    } else if (kind instanceof Kind.Unflatten unflatten) {
      return values.unflatten(operation, unflatten);
    }
    return values.unchanged(operation);
  }
}
