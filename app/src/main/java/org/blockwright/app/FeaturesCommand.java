package org.blockwright.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.Table;
import org.blockwright.base.UsageException;
import org.blockwright.data.InputPreprocessors;
import org.blockwright.dsl.Network;
import org.blockwright.inference.ImageFeatures;
import org.blockwright.job.Job;
import org.blockwright.job.JobRunner;
import org.blockwright.job.Setting;
import org.blockwright.model.Activations;
import org.blockwright.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The subcommand {@code features}. */
@Command(
    name = "features",
    description = {
      "Computes activations of layers for images: one float32 array per layer, image x height x"
          + " width x channel. Those of several layers are computed by DL4J, with any engine.",
      "Folders are searched recursively; files in them that are not images are reported and"
          + " skipped.",
      "The exit code is 1 if a given file is not an image, or if its activations are NaN or infinite;"
          + " the other images are still processed."
    },
    footer = {
      "  blockwright features mobilenet cat.jpg --cut conv_pw_12_relu --weights mobilenet.h5 \\",
      "    --pool -o cat.npz"
    })
final class FeaturesCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "NETWORK",
      description = "zoo network, .yaml or .json description, or saved .zip")
  private String name;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = ImagePaths.LABEL,
      description = ImagePaths.DESCRIPTION)
  private List<String> images;

  @Option(
      names = "--layer",
      arity = "1..*",
      order = 1,
      paramLabel = "NAME",
      description = "names or paths of layers (default: the outputs)")
  private List<String> layers = new ArrayList<>();

  @Option(
      names = "--pool",
      order = 2,
      description = "global average pooling: the mean of each feature map")
  private boolean pool;

  @Option(
      names = {"-o", "--output"},
      order = 3,
      paramLabel = "FILE.npz",
      converter = Converters.NpzFile.class,
      description = "output file for numpy.load; without it, only shape, mean and std are printed")
  private Optional<Path> file;

  @Mixin private OutputFile output;
  @Spec private CommandSpec spec;

  private final Session session;

  FeaturesCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Job job =
        JobFlags.apply(
            Job.defaults().with(Setting.MODEL.key(), name),
            spec.commandLine().getParseResult(),
            session);
    output.check(file);
    List<Path> paths = ImagePaths.of(images, session);
    try (Model model = model(job)) {
      Network network = model.network();
      List<String> layerNames = layers.size() > 1 ? layerNames(network) : network.graph().outputs();
      ImageArguments arguments =
          new ImageArguments(InputPreprocessors.of(network), ImageArguments.BATCH_SIZE, session);
      List<Activations> batches = new ArrayList<>();
      arguments.find(paths);
      arguments.forEach(
          "computing activations",
          1,
          batch -> ImageFeatures.of(model, batch, layerNames),
          (files, activations) -> batches.add(pool ? activations.pooled() : activations));
      if (!batches.isEmpty()) {
        Activations activations = Activations.concat(batches);
        file.ifPresent(activations::write);
        session.print(table(activations));
      }
      return arguments.failedCount() == 0 ? Main.SUCCESS : Main.FAILURE;
    }
  }

  /**
   * Creates the model, truncated after the layer if there is one: as an output it can be compiled.
   */
  private Model model(Job job) {
    Model model = new JobRunner(session.progress()).createModel(job, List.of());
    try {
      // Reports unknown layers before images are read.
      List<String> names = layerNames(model.network());
      if (names.size() != 1) {
        return model;
      }
      try (Model whole = model) {
        return whole.cut(names.get(0));
      }
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private List<String> layerNames(Network network) {
    return layers.stream().map(layer -> layerName(network, layer)).toList();
  }

  private static String layerName(Network network, String layer) {
    try {
      return network.layer(layer).name();
    } catch (DescriptionException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private static String table(Activations activations) {
    Table table = new Table("layer", "shape", "mean", "std");
    for (String layer : activations.byLayer().keySet()) {
      Activations.Statistics statistics = activations.statistics(layer);
      table.row(layer, statistics.shape(), number(statistics.mean()), number(statistics.std()));
    }
    return table.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
