package org.blockwright.app;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.base.AtomicFiles;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.show.Dot;
import org.blockwright.dsl.show.Drawing;
import org.blockwright.dsl.show.Svg;
import org.blockwright.job.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The subcommand {@code plot}. */
@Command(
    name = "plot",
    description = "Draws a network as a graph: SVG for browsers, DOT for Graphviz.",
    footer = "  blockwright plot vgg16 --depth 1 -o vgg16.svg")
final class PlotCommand implements Callable<Integer> {
  @Mixin private NetworkArgument networkArgument;

  @Option(
      names = {"-o", "--output"},
      order = 2,
      paramLabel = "FILE",
      converter = Converters.PlotTarget.class,
      description =
          "output file ending in .svg or .dot, replaced if it exists; - prints SVG, -.dot prints DOT"
              + " (default: NETWORK.svg)")
  private Optional<String> file;

  @Option(
      names = "--depth",
      paramLabel = "N",
      order = 3,
      converter = Converters.PositiveInteger.class,
      description =
          "collapse blocks below this depth; 1 shows top-level blocks (default: the greatest depth"
              + " with at most "
              + Drawing.MAX_READABLE_BOXES
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
    return networkArgument.withNetwork(job, this::draw);
  }

  private int draw(Network network) {
    LayerGraph graph = network.graph();
    Drawing drawing = depth.map(d -> Drawing.of(graph, d)).orElseGet(() -> Drawing.readable(graph));
    String target = file.orElse(network.name() + Converters.PlotTarget.SVG);
    boolean dot = target.toLowerCase(Locale.ROOT).endsWith(Converters.PlotTarget.DOT);
    String text = dot ? Dot.of(drawing) : Svg.of(drawing);
    if (Converters.PlotTarget.isStdout(target)) {
      session.print(text);
    } else {
      AtomicFiles.write(Path.of(target), text);
      session.print("%s: %s boxes".formatted(target, drawing.boxes().size()));
    }
    return Main.SUCCESS;
  }
}
