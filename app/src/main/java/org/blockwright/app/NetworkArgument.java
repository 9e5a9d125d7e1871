package org.blockwright.app;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.job.Job;
import org.blockwright.job.NetworkSource;
import org.blockwright.job.Setting;
import org.blockwright.zoo.Labels;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The network that a command looks at, neither run nor trained. */
final class NetworkArgument {
  @Parameters(
      paramLabel = "NETWORK",
      description = "a name of the zoo, a .yaml or .json description, or a saved .zip")
  private String name;

  @Option(
      names = "--classes",
      paramLabel = "N",
      order = 1,
      converter = Converters.PositiveInteger.class,
      description = "how many outputs the head has (default: as many as at its source)")
  private Optional<Integer> classes;

  /** What a command makes of the network, at the size, cut and head that the job asks for. */
  <R> R withNetwork(Job job, Function<Network, R> use) {
    List<String> labels = classes.map(Labels::numbered).orElse(List.of());
    Optional<Shape> input = job.get(Setting.INPUT).map(Shape::parse);
    try (NetworkSource source = NetworkSource.of(name, input, labels)) {
      return use.apply(source.forInference(job, labels));
    }
  }
}
