package org.blockwright.app;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.base.Table;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.dsl.Network;
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

/** {@code features}: inner values of a network for pictures. */
@Command(
    name = "features",
    description = {
      "Inner values for pictures: a float32 array for each layer, picture x height x width x"
          + " channel.",
      "Folders are searched for images, deeper folders too; other files in them are listed.",
      "A file that is given and is not an image, or whose values are NaN or infinite, is named, the"
          + " others are computed; the exit code is then 1."
    },
    footer = {
      "  blockwright features mobilenet cat.jpg --cut conv_pw_12_relu --weights mobilenet.h5 \\",
      "    --pool -o cat.npz"
    })
final class FeaturesCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "NETWORK",
      description = "a name of the zoo, a .yaml or .json description, or a saved .zip")
  private String name;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE|DIR",
      description = "images, and folders of images")
  private List<Path> images;

  @Option(
      names = "--layer",
      arity = "1..*",
      order = 1,
      paramLabel = "NAME",
      description = "layers by name or path (default: the last one)")
  private List<String> layers = new ArrayList<>();

  @Option(names = "--pool", order = 2, description = "the mean over height and width of each map")
  private boolean pool;

  @Option(
      names = {"-o", "--output"},
      order = 3,
      paramLabel = "FILE.npz",
      converter = Converters.NpzFile.class,
      description = "where to write the arrays, for numpy.load; without it: shape, mean, deviation")
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
    try (Model model = new JobRunner(session.progress()).createModel(job, List.of())) {
      Network network = model.network();
      List<String> wanted = layers.isEmpty() ? ImmutableList.of(network.graph().output()) : layers;
      // A misspelt layer shows before pictures are read.
      wanted.forEach(network::layer);
      ImageArguments pictures = new ImageArguments(ImagePreprocessor.of(network), session);
      List<Activations> batches = new ArrayList<>();
      pictures.forEach(
          "features",
          images,
          (files, batch) -> {
            Activations inner = model.activations(batch, wanted);
            batches.add(pool ? inner.pooled() : inner);
          });
      if (!batches.isEmpty()) {
        Activations all = Activations.concat(batches);
        file.ifPresent(all::write);
        session.print(table(all));
      }
      return pictures.failedCount() == 0 ? Main.SUCCESS : Main.FAILURE;
    }
  }

  private static String table(Activations all) {
    Table table = new Table("layer", "shape", "mean", "deviation");
    for (String layer : all.byLayer().keySet()) {
      Activations.Statistics figures = all.statistics(layer);
      table.row(layer, figures.shape(), number(figures.mean()), number(figures.std()));
    }
    return table.toString();
  }

  private static String number(double value) {
    return String.format(java.util.Locale.ROOT, "%.6g", value);
  }
}
