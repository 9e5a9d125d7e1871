package org.blockwright.engine.compiled;

/** Adds the steps of operations to a program. */
final class Compiler {
  private final Steps steps = new Steps();
  private final MatrixSteps matrices;
  private final ImageSteps images;
  private final ValueSteps values;
  private final ProgramBuilder program;

  Compiler(ProgramBuilder program) {
    this.program = program;
    this.matrices = new MatrixSteps(program);
    this.images = new ImageSteps(program);
    this.values = new ValueSteps(program);
  }

  /**
   * Adds the steps of an operation, and defines its value.
   *
   * @throws CompilationException if sizes do not match, or oneDNN rejects them
   */
  void add(Operation operation) {
    Value value =
        CompilationException.naming(
            operation,
            () -> {
              Value computed = operation.kind().accept(steps, operation);
              return appliesActivation(operation)
                  ? computed
                  : values.activate(computed, operation.activation());
            });
    program.define(operation.name(), value);
  }

  /** Returns whether the primitive of an operation applies its activation. */
  private static boolean appliesActivation(Operation operation) {
    Nonlinearity activation = operation.activation();
    Kind kind = operation.kind();
    if (kind instanceof Kind.Scale) {
      return MatrixSteps.appliesInScale(activation);
    }
    return activation.isElementWise()
        && (kind instanceof Kind.Convolution
            || kind instanceof Kind.Dense
            || kind instanceof Kind.ElementWise);
  }

  private final class Steps implements Kind.Visitor<Value> {
    @Override
    public Value convolution(Operation operation, Kind.Convolution kind) {
      return matrices.convolution(operation, kind);
    }

    @Override
    public Value dense(Operation operation, Kind.Dense kind) {
      return matrices.dense(operation, kind);
    }

    @Override
    public Value scale(Operation operation, Kind.Scale kind) {
      return matrices.scale(operation, kind);
    }

    @Override
    public Value batchNorm(Operation operation, Kind.BatchNorm kind) {
      throw onlyInTraining(operation);
    }

    @Override
    public Value dropout(Operation operation, Kind.Dropout kind) {
      throw onlyInTraining(operation);
    }

    @Override
    public Value pool(Operation operation, Kind.Pool kind) {
      return images.pool(operation, kind);
    }

    @Override
    public Value globalPool(Operation operation, Kind.GlobalPool kind) {
      return images.globalPool(operation, kind);
    }

    @Override
    public Value elementWise(Operation operation, Kind.ElementWise kind) {
      return values.elementWise(operation, kind);
    }

    @Override
    public Value concat(Operation operation) {
      return values.concat(operation);
    }

    @Override
    public Value subset(Operation operation, Kind.Subset kind) {
      return images.subset(operation, kind);
    }

    @Override
    public Value pad(Operation operation, Kind.Pad kind) {
      return images.pad(operation, kind);
    }

    @Override
    public Value crop(Operation operation, Kind.Crop kind) {
      return images.crop(operation, kind);
    }

    @Override
    public Value activation(Operation operation) {
      return program.value(operation.input());
    }

    @Override
    public Value flatten(Operation operation, Kind.Flatten kind) {
      return values.flatten(operation, kind);
    }

    @Override
    public Value unflatten(Operation operation, Kind.Unflatten kind) {
      return values.unflatten(operation, kind);
    }

    private static IllegalStateException onlyInTraining(Operation operation) {
      return new IllegalStateException(operation.text() + " is not part of inference");
    }
  }
}
