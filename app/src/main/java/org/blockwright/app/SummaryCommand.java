package org.blockwright.app;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.blockwright.dsl.Input;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.show.Summary;
import org.blockwright.job.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code summary}: what a network is made of. */
@Command(
    name = "summary",
    description = "Blocks with kind, shape, parameters, multiply-accumulates, memory and rate.",
    footer = "  blockwright summary vgg16 --depth 1 --freeze 'block*'")
final class SummaryCommand implements Callable<Integer> {
  @Mixin private Shown shown;

  @Option(
      names = "--depth",
      paramLabel = "N",
      order = 2,
      converter = Converters.Positive.class,
      description = "one line for each block at this depth; 1 for the top blocks")
  private Optional<Integer> depth;

  @Option(
      names = "--json",
      order = 3,
      description = "for machines; rate is the highest of a block, null where nothing learns")
  private boolean json;

  @Mixin private RateOptions rates;
  @Spec private CommandSpec spec;

  private final Session session;

  SummaryCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Job job =
        JobFlags.rates(
            JobFlags.apply(Job.defaults(), spec.commandLine().getParseResult(), session),
            rates.rules());
    session.print(shown.as(job, network -> text(network, job)));
    return Main.DONE;
  }

  private String text(Network network, Job job) {
    Summary whole = Summary.of(network, job.rates(), job.optimizer());
    Summary summary = depth.map(whole::folded).orElse(whole);
    return json
        ? Json.text(
            Json.object(
                "name", network.name(),
                "inputs", places(network.inputs().stream(), Input::name, Input::shape),
                "outputs",
                    places(network.graph().outputs().stream(), o -> o, network.graph()::shape),
                "labels", network.labels(),
                "parameters", summary.parameters(),
                "trainable", summary.trainable(),
                "multiplyAccumulates", summary.multiplyAccumulates(),
                "blocks", summary.rows().stream().map(SummaryCommand::object).toList()))
        : summary.toString();
  }

  /** Shapes by name, in order. */
  private static <T> Map<String, String> places(
      Stream<T> all, Function<T, String> name, Function<T, Shape> shape) {
    return all.collect(ImmutableMap.toImmutableMap(name, place -> shape.apply(place).toString()));
  }

  private static Object object(Summary.Row row) {
    return Json.object(
        "path", row.path(),
        "kind", row.kind(),
        "shape", row.shape().toString(),
        "parameters", row.parameters(),
        "trainable", row.trainable(),
        "multiplyAccumulates", row.multiplyAccumulates(),
        "activations", row.activations(),
        "rate", row.highest() == 0 ? null : row.highest());
  }
}
