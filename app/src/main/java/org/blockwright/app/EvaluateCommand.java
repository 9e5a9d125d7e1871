package org.blockwright.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.data.Dataset;
import org.blockwright.data.Grouping;
import org.blockwright.data.ImageData;
import org.blockwright.data.InputPreprocessors;
import org.blockwright.data.Sample;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.inference.Breakdown;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.Evaluator;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MetricsJson;
import org.blockwright.job.EvaluationFiles;
import org.blockwright.job.SeveralOutputs;
import org.blockwright.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The subcommand {@code evaluate}. */
@Command(
    name = "evaluate",
    description =
        "Evaluates a saved model, or a network with a weights file, on a folder with one subfolder"
            + " per class, or a CSV file.",
    footer =
        "  blockwright evaluate runs/digits-1/model.zip --data digits/test --out runs/digits-1")
final class EvaluateCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = InferenceModel.LABEL,
      description = InferenceModel.DESCRIPTION)
  private Optional<String> name;

  @Option(
      names = "--data",
      required = true,
      order = 1,
      paramLabel = "DIR|FILE.csv",
      description =
          "folder or archive of images, one subfolder per class, a CSV file, or - for a list of"
              + " paths on stdin")
  private Path images;

  @Option(
      names = "--images",
      order = 2,
      paramLabel = "DIR",
      description =
          "folder to which the files of a CSV file are relative (default: that of the CSV file)")
  private Optional<Path> imageFolder;

  @Option(
      names = "--targets",
      order = 3,
      paramLabel = "COLUMN,...",
      split = ",",
      description =
          "columns of the CSV file with the targets, as in training (default: all but file, group"
              + " and weight; of several outputs those of each)")
  private List<String> targets = new ArrayList<>();

  @Option(
      names = "--group-by",
      order = 4,
      paramLabel = "REGEX",
      description =
          "regular expression with one group: files with the same match form a group;"
              + " confidence intervals are then computed over groups")
  private Optional<String> group;

  @Option(
      names = "--gray",
      order = 5,
      description =
          "convert images to grayscale even if the model does not, for instance if it was trained"
              + " with --gray and saved before models recorded it")
  private boolean gray;

  @Option(
      names = "--batch-size",
      order = 6,
      paramLabel = "N",
      defaultValue = "32",
      converter = Converters.PositiveInteger.class,
      description = "batch size (default ${DEFAULT-VALUE})")
  private Integer batchSize;

  @Option(
      names = "--out",
      order = 7,
      paramLabel = "DIR",
      description =
          "output directory for evaluation.json and evaluation.html, for instance that of the run;"
              + " the next evaluation is named evaluation-2, and no other file is touched")
  private Optional<Path> out;

  @Option(
      names = "--overwrite",
      order = 8,
      description = "replace evaluation.json and evaluation.html in --out, and no other file")
  private boolean overwrite;

  @Option(names = "--json", order = 9, description = "print as JSON")
  private boolean json;

  @Option(
      names = "--by",
      order = 10,
      paramLabel = "COLUMN,...",
      split = ",",
      description =
          "also show the metrics of the images of each value of these columns of the CSV file, such"
              + " as source; group for the groups")
  private List<String> by = new ArrayList<>();

  @Mixin private LabelsOption labels;
  @Spec private CommandSpec spec;

  private final Session session;

  EvaluateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (name.isPresent() && InferenceModel.isOption(spec)) {
      throw new ParameterException(spec.commandLine(), AppProblems.twoModels(name.orElseThrow()));
    }
    out.ifPresent(EvaluationFiles::check);
    InferenceModel argument = InferenceModel.of(name, spec, session);
    try (Model model = argument.open(labels.labels())) {
      Network network = model.network();
      List<String> notes = new ArrayList<>();
      if (gray && network.conversion().colorMode() != ColorMode.GRAYSCALE) {
        network = network.colorMode(ColorMode.GRAYSCALE);
        if (network.input().channels() != 1) {
          notes.add(AppProblems.grayscaleOverridesModel(argument.name()));
        }
      }
      Path source = ListOnStdin.resolve(images, session);
      SeveralOutputs.requireCsv(network, source);
      Grouping grouping = group.map(Grouping::byFileName).orElse(Grouping.none());
      ImageData.Options options = SeveralOutputs.options(network, targets).withGrouping(grouping);
      ImageData.Options read = imageFolder.map(options::withImages).orElse(options);
      Dataset data = session.withThreads(() -> ImageData.read(source, read));
      notes.addAll(data.warnings());
      notes.forEach(session.progress()::note);
      Evaluation result =
          Evaluator.of(model)
              .preprocessors(InputPreprocessors.of(network))
              .batchSize(batchSize)
              .threads(session.threads())
              .seed(session.seed())
              .progress(session.progress())
              .evaluate(data);
      Map<String, Measurements> measurements =
          SeveralOutputs.bySubset(EvaluationFiles.SUBSET, result.outputs());
      Map<String, Breakdown> breakdowns = EvaluationFiles.breakdowns(measurements, data, by);
      out.ifPresent(
          directory ->
              write(
                  EvaluationFiles.in(directory, overwrite),
                  model,
                  data,
                  result,
                  breakdowns,
                  notes));
      session.print(
          json
              ? MetricsJson.toJson(EvaluationFiles.withBreakdowns(measurements, breakdowns))
              : MetricTables.text(measurements, breakdowns));
      return Main.SUCCESS;
    }
  }

  private void write(
      EvaluationFiles target,
      Model model,
      Dataset data,
      Evaluation result,
      Map<String, Breakdown> breakdowns,
      List<String> notes) {
    target.write(
        model,
        result,
        breakdowns,
        key ->
            data.samples().stream()
                .filter(sample -> sample.key().equals(key))
                .findFirst()
                .map(Sample::image),
        notes);
    session
        .progress()
        .note("evaluation saved to %s and %s".formatted(target.metrics(), target.report()));
  }
}
