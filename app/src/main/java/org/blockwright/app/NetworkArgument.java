package org.blockwright.app;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.dsl.Network;
import org.blockwright.job.Job;
import org.blockwright.job.NetworkSource;
import org.blockwright.zoo.Labels;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The network argument of commands that show a description, without weights. */
final class NetworkArgument {
  @Parameters(
      paramLabel = "NETWORK",
      description = "zoo network, .yaml or .json description, or saved .zip")
  private String name;

  @Option(
      names = "--classes",
      paramLabel = "N",
      order = 1,
      converter = Converters.PositiveInteger.class,
      description = "number of classes of the head (default: the network's own)")
  private Optional<Integer> classes;

  /** Applies a function to the network with the input, cut and head of a job. */
  <R> R withNetwork(Job job, Function<Network, R> function) {
    List<String> labels = classes.map(Labels::numbered).orElse(List.of());
    try (NetworkSource source = NetworkSource.of(name, job.input(), labels)) {
      return function.apply(source.forInference(job, labels));
    }
  }
}
