package org.blockwright.engine.compiled;

/** Adds the steps of operations to a program. */
final class Compiler {
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
   * @throws UnsupportedException if sizes do not match, or oneDNN rejects them
   */
  void add(Operation operation) {
    try {
      Value value = compute(operation);
      boolean done = appliesActivation(operation);
      program.define(
          operation.name(), done ? value : values.activate(value, operation.activation()));
    } catch (UnsupportedException e) {
      throw e;
    } catch (RuntimeException e) {
      if (e.getClass() == RuntimeException.class) {
        // What javacpp makes of a dnnl::error.
        throw Reasons.primitive(e.getMessage());
      }
      throw e;
    }
  }

  private Value compute(Operation operation) {
    Kind kind = operation.kind();
    if (kind instanceof Kind.Convolution convolution) {
      return matrices.convolution(operation, convolution);
    } else if (kind instanceof Kind.Dense dense) {
      return matrices.dense(operation, dense);
    } else if (kind instanceof Kind.Scale scale) {
      return matrices.scale(operation, scale);
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
    } else if (kind instanceof Kind.ElementWise elementWise) {
      return values.elementWise(operation, elementWise);
    } else if (kind instanceof Kind.Concat) {
      return values.concat(operation);
    } else if (kind instanceof Kind.Flatten flatten) {
      return values.flatten(operation, flatten);
    } else if (kind instanceof Kind.Unflatten unflatten) {
      return values.unflatten(operation, unflatten);
    }
    return program.value(operation.input());
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
}
