package org.blockwright.engine.compiled;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Adds the steps of the operations that training changes, forward and then backward. */
final class TrainingCompiler {
  private final Steps steps = new Steps();
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
        CompilationException.naming(
            operation,
            () -> {
              if (TrainingFusion.appliesActivation(operation.kind(), operation.activation())) {
                return compute(operation);
              }
              Differentiable alone = compute(operation.withActivation(Nonlinearity.IDENTITY));
              return context
                  .activations()
                  .apply(
                      alone.value(),
                      isNew(alone.value(), operation),
                      operation.activation(),
                      alone.backward());
            });
    context.program().define(operation.name(), result.value());
    if (context.plan().isDifferentiated(operation.name())) {
      backward.push(
          () ->
              CompilationException.naming(
                  operation,
                  () -> {
                    addBackward(operation, result);
                    return result;
                  }));
    }
  }

  /** Returns whether a value has memory of its own, and not that of an input. */
  private boolean isNew(Value value, Operation operation) {
    return value.tensor().buffer().isInArena()
        && operation.inputs().stream()
            .noneMatch(name -> context.value(name).tensor().buffer() == value.tensor().buffer());
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

  private Differentiable compute(Operation operation) {
    return operation.kind().accept(steps, operation);
  }

  private final class Steps implements Kind.Visitor<Differentiable> {
    @Override
    public Differentiable convolution(Operation operation, Kind.Convolution kind) {
      return matrices.convolution(operation, kind);
    }

    @Override
    public Differentiable dense(Operation operation, Kind.Dense kind) {
      return matrices.dense(operation, kind);
    }

    @Override
    public Differentiable scale(Operation operation, Kind.Scale kind) {
      return norms.scale(operation, kind);
    }

    @Override
    public Differentiable batchNorm(Operation operation, Kind.BatchNorm kind) {
      return norms.batchNorm(operation, kind);
    }

    @Override
    public Differentiable dropout(Operation operation, Kind.Dropout kind) {
      return values.dropout(operation, kind);
    }

    @Override
    public Differentiable pool(Operation operation, Kind.Pool kind) {
      return images.pool(operation, kind);
    }

    @Override
    public Differentiable globalPool(Operation operation, Kind.GlobalPool kind) {
      return images.globalPool(operation, kind);
    }

    @Override
    public Differentiable elementWise(Operation operation, Kind.ElementWise kind) {
      return values.elementWise(operation, kind);
    }

    @Override
    public Differentiable concat(Operation operation) {
      return images.concat(operation);
    }

    @Override
    public Differentiable subset(Operation operation, Kind.Subset kind) {
      return images.subset(operation, kind);
    }

    @Override
    public Differentiable pad(Operation operation, Kind.Pad kind) {
      return images.pad(operation, kind);
    }

    @Override
    public Differentiable crop(Operation operation, Kind.Crop kind) {
      return images.crop(operation, kind);
    }

    @Override
    public Differentiable activation(Operation operation) {
      return values.unchanged(operation);
    }

    @Override
    public Differentiable flatten(Operation operation, Kind.Flatten kind) {
      return values.flatten(operation, kind);
    }

    @Override
    public Differentiable unflatten(Operation operation, Kind.Unflatten kind) {
      return values.unflatten(operation, kind);
    }
  }
}
