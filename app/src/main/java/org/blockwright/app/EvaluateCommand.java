package org.blockwright.app;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.data.Dataset;
import org.blockwright.data.Grouping;
import org.blockwright.data.ImageFolder;
import org.blockwright.data.PictureReader;
import org.blockwright.dsl.ColorMode;
import org.blockwright.dsl.Network;
import org.blockwright.job.RunFolder;
import org.blockwright.model.Model;
import org.blockwright.training.Evaluation;
import org.blockwright.training.measure.Measurements;
import org.blockwright.training.measure.MeasurementsText;
import org.blockwright.training.measure.MetricsJson;
import org.blockwright.training.report.Report;
import org.blockwright.training.report.ReportData;
import org.blockwright.training.report.RunSection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evaluate}: measures a saved model on a folder. */
@Command(
    name = "evaluate",
    description = "Measures a saved model on a folder with one sub-folder a class.",
    footer = "  blockwright evaluate runs/digits-1/model.zip --data digits/test --out measured")
final class EvaluateCommand implements Callable<Integer> {
  private static final String SIDE = "test";

  @Parameters(paramLabel = "MODEL", description = "a saved model, model.zip")
  private Path file;

  @Option(
      names = "--data",
      required = true,
      order = 1,
      paramLabel = "DIR",
      description = "a folder with one sub-folder a class")
  private Path folder;

  @Option(
      names = "--group",
      order = 2,
      paramLabel = "REGEX",
      description = "what belongs together by file name: intervals are then taken over groups")
  private Optional<String> group;

  @Option(
      names = "--gray",
      order = 3,
      description =
          "see images in grayscale even if the model says otherwise, such as one trained with --gray"
              + " that was saved before models recorded it")
  private boolean gray;

  @Option(
      names = "--batch",
      order = 4,
      paramLabel = "N",
      defaultValue = "32",
      converter = Converters.Positive.class,
      description = "pictures at a time (default ${DEFAULT-VALUE})")
  private Integer batch;

  @Option(
      names = "--out",
      order = 5,
      paramLabel = "DIR",
      description = "where metrics.json and report.html go; must not exist or be empty")
  private Optional<Path> out;

  @Option(names = "--overwrite", order = 6, description = "take --out even if it is not empty")
  private boolean overwrite;

  @Option(names = "--json", order = 7, description = "for machines")
  private boolean json;

  private final Session session;

  EvaluateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Optional<RunFolder> target = out.map(o -> RunFolder.at(o, overwrite));
    try (Model model = Model.open(file)) {
      Network network = model.network();
      List<String> notes = new ArrayList<>();
      if (gray && network.conversion().colorMode() != ColorMode.GRAYSCALE) {
        network = network.colorMode(ColorMode.GRAYSCALE);
        if (network.input().channels() != 1) {
          notes.add(AppProblems.grayAsked(file));
        }
      }
      Grouping grouping = group.map(Grouping::byName).orElse(Grouping.none());
      Dataset data =
          ImageFolder.read(
              folder,
              ImageFolder.Options.defaults().groupedBy(grouping).labelled(network.labels()));
      notes.addAll(data.warnings());
      notes.forEach(session.progress()::note);
      Evaluation.Result result =
          Evaluation.of(
              model,
              data,
              PictureReader.of(network),
              batch,
              session.threads(),
              session.seed(),
              session.progress());
      Map<String, Measurements> sides = ImmutableMap.of(SIDE, result.measurements());
      target.ifPresent(t -> write(t, model, data, result, notes));
      session.print(json ? MetricsJson.toText(sides) : MeasurementsText.of(result.measurements()));
      return Main.DONE;
    }
  }

  private void write(
      RunFolder target, Model model, Dataset data, Evaluation.Result result, List<String> notes) {
    MetricsJson.write(target.path().resolve("metrics.json"), Map.of(SIDE, result.measurements()));
    RunSection section =
        RunSection.named(model.network().name())
            .provenance(model.provenance().facts())
            .measured(SIDE, result.measurements())
            .skipped(result.skipped())
            .notes(notes);
    Report.write(
        target.path().resolve("report.html"),
        ReportData.of(model.network().name(), List.of(section))
            .thumbnails(
                key ->
                    data.samples().stream()
                        .filter(sample -> sample.key().equals(key))
                        .findFirst()
                        .flatMap(sample -> RunFolder.thumbnail(sample.path()))));
  }
}
