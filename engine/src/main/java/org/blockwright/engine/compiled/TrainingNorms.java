package org.blockwright.engine.compiled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Adds the steps of batch norms in training, and of factors and offsets that are not trained. */
final class TrainingNorms {
  private static final int FLAGS =
      dnnl.normalization_flags.use_scale.value | dnnl.normalization_flags.use_shift.value;
  private static final int BACKWARD = dnnl.prop_kind.backward.value;

  private final TrainingContext context;
  private final ProgramBuilder program;
  private final Gradients gradients;
  private final List<BatchStatistics> statistics = new ArrayList<>();

  TrainingNorms(TrainingContext context) {
    this.context = context;
    this.program = context.program();
    this.gradients = context.gradients();
  }

  /** Returns the statistics that a step computes. */
  List<BatchStatistics> statistics() {
    return statistics;
  }

  Differentiable batchNorm(Operation operation, Kind.BatchNorm kind) {
    Value input = context.value(operation.input());
    Tensor source = program.channels(input);
    ChannelScale.BatchNorm parameters = kind.parameters();
    long[] units = {source.dimensions()[1]};
    long channels = context.parameters().array(parameters.mean()).length();
    if (channels != units[0]) {
      throw Reasons.shape(channels + " channels", input.shape());
    }
    boolean relu = operation.activation().equals(Nonlinearity.RELU);
    int flags = relu ? FLAGS | dnnl.normalization_flags.fuse_norm_relu.value : FLAGS;
    batch_normalization_forward.primitive_desc forward =
        new batch_normalization_forward.primitive_desc(
            OneDnn.cpu(),
            OneDnn.TRAINING,
            source.desc(),
            source.desc(),
            (float) parameters.epsilon(),
            flags,
            OneDnn.attributes(),
            false);
    memory.desc vector = OneDnn.plain(units);
    Tensor scale = vector(parameters.gamma(), parameters.fixedGamma(), units);
    Tensor shift = vector(parameters.beta(), parameters.fixedBeta(), units);
    Tensor mean = program.allocate(vector, units);
    Tensor variance = program.allocate(vector, units);
    Tensor result = program.allocate(forward.dst_desc(), source.dimensions());
    Arguments arguments =
        Arguments.of(source, result)
            .with(dnnl.DNNL_ARG_SCALE, scale)
            .with(dnnl.DNNL_ARG_SHIFT, shift)
            .with(dnnl.DNNL_ARG_MEAN, mean)
            .with(dnnl.DNNL_ARG_VARIANCE, variance);
    Optional<Tensor> workspace =
        Optional.of(forward.workspace_desc())
            .filter(desc -> desc.get_size() > 0)
            .map(program::allocate);
    workspace.ifPresent(w -> arguments.with(dnnl.DNNL_ARG_WORKSPACE, w));
    program.add(forward, new batch_normalization_forward(forward), arguments);
    statistics.add(BatchStatistics.of(kind, mean, variance, context.parameters()));
    return new Differentiable(
        new Value(input.shape(), result),
        gradient -> {
          Tensor incoming = gradients.as(gradient, source.desc());
          batch_normalization_backward.primitive_desc backward =
              new batch_normalization_backward.primitive_desc(
                  OneDnn.cpu(),
                  BACKWARD,
                  source.desc(),
                  incoming.desc(),
                  source.desc(),
                  (float) parameters.epsilon(),
                  flags,
                  forward,
                  OneDnn.attributes(),
                  false);
          Tensor outgoing = gradients.resultIn(incoming, backward.diff_src_desc());
          Arguments back =
              new Arguments()
                  .with(dnnl.DNNL_ARG_SRC, source)
                  .with(dnnl.DNNL_ARG_MEAN, mean)
                  .with(dnnl.DNNL_ARG_VARIANCE, variance)
                  .with(dnnl.DNNL_ARG_SCALE, scale)
                  .with(dnnl.DNNL_ARG_DIFF_DST, incoming)
                  .with(dnnl.DNNL_ARG_DIFF_SRC, outgoing)
                  .with(dnnl.DNNL_ARG_DIFF_SCALE, gradient(parameters.gamma(), units))
                  .with(dnnl.DNNL_ARG_DIFF_SHIFT, gradient(parameters.beta(), units));
          workspace.ifPresent(w -> back.with(dnnl.DNNL_ARG_WORKSPACE, w));
          program.add(backward, new batch_normalization_backward(backward), back);
          if (gradients.isRequired(operation.input())) {
            gradients.add(operation.input(), outgoing);
          }
        });
  }

  private Tensor vector(Optional<Parameter> parameter, double constant, long[] units) {
    return parameter
        .map(p -> ParameterMemory.vector(context.parameters().array(p)))
        .orElseGet(() -> constant(constant, units));
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

  /** Returns where the gradient of a vector is written. */
  private Tensor gradient(Optional<Parameter> parameter, long[] units) {
    Optional<INDArray> target = parameter.flatMap(context.parameters()::gradient);
    return target
        .map(ParameterMemory::vector)
        .orElseGet(() -> program.allocate(OneDnn.plain(units), units));
  }

  /** Factors and offsets that do not change. */
  Differentiable scale(Operation operation, Kind.Scale kind) {
    Operation alone = operation.withActivation(Nonlinearity.IDENTITY);
    Value result = new MatrixSteps(program).scale(alone, kind);
    return new Differentiable(
        result,
        gradient -> {
          Kind.Scale factors =
              new Kind.Scale(List.of(new ChannelScale.WithoutOffset(kind.scales())));
          // The derivative is the same function without its offset.
          program.define(operation.name() + "/gradient", new Value(result.shape(), gradient));
          Operation backward =
              Operation.of(
                  operation.name() + "/input gradient", operation.name() + "/gradient", factors);
          gradients.add(
              operation.input(), new MatrixSteps(program).scale(backward, factors).tensor());
        });
  }
}
