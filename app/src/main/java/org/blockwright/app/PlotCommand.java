package org.blockwright.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.base.AtomicFiles;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.show.Dot;
import org.blockwright.dsl.show.Drawing;
import org.blockwright.dsl.show.Svg;
import org.blockwright.job.Job;
import org.blockwright.job.Setting;
import org.blockwright.job.Source;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plot}: a network as a picture. */
@Command(
    name = "plot",
    description = "The network as boxes and arrows: SVG for a browser, DOT for Graphviz.",
    footer = "  blockwright plot vgg16 --depth 1 -o vgg16.svg")
final class PlotCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NETWORK",
      description = "a name of the zoo, a .yaml or .json description, or a saved .zip")
  private String name;

  @Option(
      names = {"-o", "--output"},
      order = 1,
      paramLabel = "FILE",
      converter = Converters.Drawn.class,
      description =
          "a name ending in .svg or .dot; - prints SVG, -.dot prints DOT (default: NETWORK.svg in"
              + " this folder)")
  private Optional<String> file;

  @Option(
      names = "--classes",
      paramLabel = "N",
      order = 2,
      converter = Converters.Positive.class,
      description = "how many outputs the head has")
  private Optional<Integer> classes;

  @Option(
      names = "--depth",
      paramLabel = "N",
      order = 3,
      converter = Converters.Positive.class,
      description =
          "one box for each block at this depth; 1 for the top blocks (default: the deepest with at"
              + " most "
              + Drawing.READABLE
              + " boxes)")
  private Optional<Integer> depth;

  @Spec private CommandSpec spec;

  private final Session session;

  PlotCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Job job = JobFlags.apply(Job.defaults(), spec.commandLine().getParseResult(), session);
    List<String> labels = classes.map(Source::numbered).orElse(List.of());
    Optional<Shape> input = job.find(Setting.INPUT).map(Shape::parse);
    try (Source source = Source.of(name, input, labels)) {
      Network network = source.shown(job, labels);
      Graph graph = network.graph();
      Drawing drawing =
          depth.map(d -> Drawing.of(graph, d)).orElseGet(() -> Drawing.readable(graph));
      String target = file.orElse(network.name() + Converters.Drawn.SVG);
      boolean dot = target.toLowerCase(Locale.ROOT).endsWith(Converters.Drawn.DOT);
      String text = dot ? Dot.of(drawing) : Svg.of(drawing);
      if (Converters.Drawn.printed(target)) {
        session.print(text);
      } else {
        AtomicFiles.write(Path.of(target), text);
        session.print("%s: %d boxes".formatted(target, drawing.boxes().size()));
      }
      return Main.DONE;
    }
  }
}
