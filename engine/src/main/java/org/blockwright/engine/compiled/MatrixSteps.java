package org.blockwright.engine.compiled;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Adds the steps of operations with parameters. */
final class MatrixSteps {
  /**
   * Added to a variance of 1, where it has no effect, and to 0 in channels that only fill a block,
   * where 0 / 0 would be NaN.
   */
  private static final float TINY = 1e-30f;

  private final ProgramBuilder program;

  MatrixSteps(ProgramBuilder program) {
    this.program = program;
  }

  Value convolution(Operation operation, Kind.Convolution kind) {
    Value input = program.value(operation.input());
    long[] shape = ProgramBuilder.requireImage(input);
    Window window = kind.window();
    INDArray kernel = program.parameters().array(kind.kernel());
    KernelDimensions dimensions = KernelDimensions.of(kind, kernel, shape);
    long[] size = ProgramBuilder.dimensions(shape[0], dimensions.outputs(), window.output(shape));
    Optional<Tensor> addend = operation.inputs().stream().skip(1).findFirst().map(this::addend);
    if (addend.isPresent() && !Arrays.equals(addend.get().dimensions(), size)) {
      throw Reasons.shape("addends of the same size", addend.get().dimensions(), size);
    }
    boolean hasBias = kind.bias().isPresent() || !kind.scales().isEmpty();
    long[] outputs = {dimensions.outputs()};
    convolution_forward.primitive_desc description =
        new convolution_forward.primitive_desc(
            OneDnn.cpu(),
            OneDnn.INFERENCE,
            dnnl.algorithm.convolution_direct.value,
            program.layout().describe(shape),
            OneDnn.any(dimensions.sizes()),
            hasBias ? OneDnn.plain(outputs) : new memory.desc(),
            addend.map(Tensor::desc).orElseGet(() -> program.layout().describe(size)),
            window.stride(shape),
            window.gaps(),
            window.paddingBefore(shape),
            window.paddingAfter(shape),
            OneDnn.attributes(addend.isPresent(), operation.activation()),
            false);
    Scaling scaling = new Scaling(kind.bias(), kind.scales(), (int) dimensions.outputs());
    Tensor source = program.as(input, description.src_desc());
    Tensor result = addend.orElseGet(() -> program.allocate(description.dst_desc(), size));
    Arguments arguments =
        Arguments.of(source, result)
            .with(
                dnnl.DNNL_ARG_WEIGHTS,
                program.weight(
                    weightName(kind.kernel(), operation),
                    description.weights_desc(),
                    dimensions.sizes(),
                    () -> dimensions.source(kind.kernel(), program.parameters(), scaling)));
    if (hasBias) {
      arguments.with(dnnl.DNNL_ARG_BIAS, bias(operation, scaling, outputs));
    }
    program.add(description, new convolution_forward(description), arguments);
    return new Value(size, result);
  }

  private Tensor addend(String name) {
    return program.value(name).tensor();
  }

  Value dense(Operation operation, Kind.Dense kind) {
    Value input = program.value(operation.input());
    INDArray kernel = program.parameters().array(kind.kernel());
    KernelDimensions.requireVectors(input, kernel);
    boolean shared = kind.scales().isEmpty() && SharedParameter.isBetterFor(kernel);
    Tensor source = shared ? program.vectors(input) : input.tensor();
    long[] outputs = {kernel.size(1)};
    long[] size = {input.shape()[0], outputs[0]};
    long[] sizes = source.dimensions().clone();
    sizes[0] = outputs[0];
    boolean hasBias = kind.bias().isPresent() || !kind.scales().isEmpty();
    inner_product_forward.primitive_desc description =
        new inner_product_forward.primitive_desc(
            OneDnn.cpu(),
            OneDnn.INFERENCE,
            source.desc(),
            shared
                ? OneDnn.strided(sizes, new long[] {kernel.stride(1), kernel.stride(0)})
                : OneDnn.any(sizes),
            hasBias ? OneDnn.plain(outputs) : new memory.desc(),
            OneDnn.plain(size),
            OneDnn.attributes(false, operation.activation()),
            false);
    Scaling scaling = new Scaling(kind.bias(), kind.scales(), (int) outputs[0]);
    Tensor weights =
        shared
            ? program.share(kind.kernel(), description.weights_desc(), sizes)
            : program.weight(
                weightName(kind.kernel(), operation) + Arrays.toString(sizes),
                description.weights_desc(),
                sizes,
                () -> KernelDimensions.dense(kind.kernel(), program.parameters(), sizes, scaling));
    Tensor result = program.allocate(description.dst_desc(), size);
    Arguments arguments = Arguments.of(source, result).with(dnnl.DNNL_ARG_WEIGHTS, weights);
    if (hasBias) {
      arguments.with(dnnl.DNNL_ARG_BIAS, bias(operation, scaling, outputs));
    }
    program.add(description, new inner_product_forward(description), arguments);
    return new Value(size, result);
  }

  /** Scales channels, or units of vectors, as a batch norm with mean 0 and variance 1. */
  Value scale(Operation operation, Kind.Scale kind) {
    Value input = program.value(operation.input());
    Tensor source = program.channels(input);
    long[] units = {source.dimensions()[1]};
    Nonlinearity applied =
        appliesInScale(operation.activation()) ? operation.activation() : Nonlinearity.IDENTITY;
    int flags =
        dnnl.normalization_flags.use_scale.value
            | dnnl.normalization_flags.use_shift.value
            | dnnl.normalization_flags.use_global_stats.value;
    batch_normalization_forward.primitive_desc description =
        new batch_normalization_forward.primitive_desc(
            OneDnn.cpu(),
            OneDnn.INFERENCE,
            source.desc(),
            source.desc(),
            TINY,
            flags,
            OneDnn.attributes(false, applied),
            false);
    Scaling scaling = new Scaling(Optional.empty(), kind.scales(), (int) units[0]);
    Tensor result = program.allocate(description.dst_desc(), source.dimensions());
    program.add(
        description,
        new batch_normalization_forward(description),
        Arguments.of(source, result)
            .with(
                dnnl.DNNL_ARG_SCALE,
                vector(
                    operation,
                    "factor",
                    units,
                    () -> new WeightSource.Vector(scaling.factors(program.parameters()))))
            .with(dnnl.DNNL_ARG_SHIFT, bias(operation, scaling, units))
            .with(dnnl.DNNL_ARG_MEAN, constant(0, units))
            .with(dnnl.DNNL_ARG_VARIANCE, constant(1, units)));
    return new Value(input.shape(), result);
  }

  /** Returns whether oneDNN's batch norm can apply a function to its result. */
  static boolean appliesInScale(Nonlinearity activation) {
    return activation.isIdentity() || activation.equals(Nonlinearity.RELU);
  }

  private Tensor constant(double value, long[] units) {
    double[] values = new double[(int) units[0]];
    Arrays.fill(values, value);
    return program.weight(
        "constant " + value + " x " + units[0],
        OneDnn.plain(units),
        units,
        () -> new WeightSource.Vector(values));
  }

  private Tensor bias(Operation operation, Scaling scaling, long[] outputs) {
    return vector(
        operation,
        "offset",
        outputs,
        () -> new WeightSource.Vector(scaling.offsets(program.parameters())));
  }

  private Tensor vector(
      Operation operation, String role, long[] length, Supplier<WeightSource> source) {
    return program.weight(operation.name() + " " + role, OneDnn.plain(length), length, source);
  }

  private static String weightName(Parameter kernel, Operation operation) {
    return operation.name() + " " + kernel.vertex() + "/" + kernel.key();
  }

  /** The bias and the scales after an operation as one factor and one offset per output. */
  record Scaling(Optional<Parameter> bias, List<ChannelScale> scales, int outputs) {
    double[] factors(Parameters parameters) {
      return compute(parameters)[0];
    }

    /** Returns the factors for a kernel, or an empty array if all are 1. */
    double[] kernelFactors(Parameters parameters) {
      return scales.isEmpty() ? new double[0] : factors(parameters);
    }

    double[] offsets(Parameters parameters) {
      return compute(parameters)[1];
    }

    private double[][] compute(Parameters parameters) {
      double[] factors = new double[outputs];
      Arrays.fill(factors, 1);
      double[] offsets = bias.map(parameters::values).orElseGet(() -> new double[outputs]);
      scales.forEach(scale -> scale.apply(parameters, factors, offsets));
      return new double[][] {factors, offsets};
    }
  }
}
