package org.blockwright.app;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.blockwright.job.Job;
import org.blockwright.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The subcommand {@code summary}. */
@Command(
    name = "summary",
    description =
        "Shows the blocks of a network: kind, shape, parameters, multiply-accumulates, memory and"
            + " learning rate; with --engine, also whether it can be compiled.",
    footer = "  blockwright summary vgg16 --depth 1 --freeze 'block*'")
final class SummaryCommand implements Callable<Integer> {
  @Mixin private NetworkArgument networkArgument;

  @Option(
      names = "--depth",
      paramLabel = "N",
      order = 2,
      converter = Converters.PositiveInteger.class,
      description = "collapse blocks below this depth; 1 shows top-level blocks")
  private Optional<Integer> depth;

  @Option(
      names = "--json",
      order = 3,
      description = "print as JSON; learningRate is the highest of a block, null if it is frozen")
  private boolean json;

  @Option(
      names = "--engine",
      order = 4,
      description = "also show whether the network can be compiled, or which layers prevent it")
  private boolean engine;

  @Mixin private MultiplierOptions multiplierOptions;
  @Spec private CommandSpec spec;

  private final Session session;

  SummaryCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Job job =
        JobFlags.applyMultipliers(
            JobFlags.apply(Job.defaults(), spec.commandLine().getParseResult(), session),
            multiplierOptions);
    session.print(networkArgument.withNetwork(job, network -> text(network, job)));
    return Main.SUCCESS;
  }

  private String text(Network network, Job job) {
    job.validateMultipliers(network.graph());
    Summary full = Summary.of(network, job.learningRateMultipliers(), job.optimizer());
    Summary summary = depth.map(full::collapsed).orElse(full);
    Optional<Compilation> compilation =
        engine ? Optional.of(compilation(network)) : Optional.empty();
    return json
        ? Json.text(toJson(network, summary, compilation))
        : summary + compilation.map(c -> "\n" + c.text(network.name())).orElse("");
  }

  private Compilation compilation(Network network) {
    try (Model model = Model.create(network, session.seed())) {
      return Compilation.of(model);
    }
  }

  private static Map<String, Object> toJson(
      Network network, Summary summary, Optional<Compilation> compilation) {
    Map<String, Object> node =
        Json.object(
            "name", network.name(),
            "inputs", shapesByName(network.inputs().stream(), Input::name, Input::shape),
            "outputs",
                shapesByName(network.graph().outputs().stream(), o -> o, network.graph()::shape),
            "tasks", ofOutputs(network, output -> output.task().id()),
            "losses", ofOutputs(network, output -> output.loss().id()),
            "labels", network.labels(),
            "parameters", summary.parameters(),
            "trainable", summary.trainable(),
            "multiplyAccumulates", summary.multiplyAccumulates(),
            "blocks", summary.rows().stream().map(SummaryCommand::toJson).toList());
    compilation.ifPresent(c -> node.put("engine", c.toJson()));
    return node;
  }

  /** Returns a text by name of the output, in order; feature maps are left out. */
  private static Map<String, String> ofOutputs(Network network, Function<Output, String> text) {
    return network.outputs().stream().collect(ImmutableMap.toImmutableMap(Output::name, text));
  }

  /** Returns shapes by name, in order. */
  private static <T> Map<String, String> shapesByName(
      Stream<T> tensors, Function<T, String> name, Function<T, Shape> shape) {
    return tensors.collect(
        ImmutableMap.toImmutableMap(name, tensor -> shape.apply(tensor).toString()));
  }

  private static Object toJson(Summary.Row row) {
    return Json.object(
        "path", row.path(),
        "kind", row.kind(),
        "shape", row.shape().toString(),
        "parameters", row.parameters(),
        "trainable", row.trainable(),
        "multiplyAccumulates", row.multiplyAccumulates(),
        "activations", row.activations(),
        "learningRate", row.maxLearningRate() == 0 ? null : row.maxLearningRate());
  }
}
