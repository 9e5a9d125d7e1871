package org.blockwright.app;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.data.Dataset;
import org.blockwright.data.Grouping;
import org.blockwright.data.ImageData;
import org.blockwright.data.Split;
import org.blockwright.data.Subset;
import org.blockwright.data.audit.Audit;
import org.blockwright.data.audit.AuditJson;
import org.blockwright.data.audit.AuditText;
import org.blockwright.training.report.AuditPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The subcommand {@code data}. */
@Command(
    name = "data",
    description = "Commands for datasets.",
    footer = "  blockwright data audit digits/train --test digits/test")
final class DataCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  private final Session session;

  DataCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "no subcommand given");
  }

  @Command(
      name = "audit",
      description = {
        "Checks a dataset: files that cannot be read, duplicates, groups and images in several"
            + " subsets or classes, imbalance, and whether size, color and brightness alone tell"
            + " the classes apart. No file is changed. The exit code is 1 with --strict if there is"
            + " an error."
      },
      footer = "  blockwright data audit digits/train --test digits/test")
  Integer audit(
      @Parameters(
              paramLabel = "DIR|FILE.csv",
              description =
                  "folder or archive of images, one subfolder per class, a CSV file, or - for a"
                      + " list of paths on stdin")
          Path images,
      @Option(
              names = "--validation",
              order = 1,
              paramLabel = "DIR|FILE.csv",
              description = "validation images")
          Optional<Path> validation,
      @Option(names = "--test", order = 2, paramLabel = "DIR|FILE.csv", description = "test images")
          Optional<Path> test,
      @Option(
              names = "--images",
              order = 3,
              paramLabel = "DIR",
              description =
                  "folder to which the files of a CSV file are relative (default: that of the CSV"
                      + " file)")
          Optional<Path> folder,
      @Option(
              names = "--group-by",
              order = 4,
              paramLabel = "REGEX",
              description =
                  "regular expression with one group: files with the same match form a group, such"
                      + " as a patient")
          Optional<String> group,
      @Option(
              names = "--inputs",
              order = 5,
              paramLabel = "COLUMN,...",
              split = ",",
              description =
                  "columns of the CSV file with the images of a network with several inputs")
          List<String> inputs,
      @Option(names = "--json", order = 6, description = "print as JSON") boolean json,
      @Option(
              names = "--html",
              order = 7,
              paramLabel = "FILE.html",
              description =
                  "also write a page with the images of duplicates, and those that size, color and"
                      + " brightness give away most clearly")
          Optional<Path> html,
      @Option(
              names = "--strict",
              order = 8,
              description = "exit with 1 if there is an error, such as a leak")
          boolean strict) {
    ImageData.Options base =
        ImageData.Options.defaults()
            .withGrouping(group.map(Grouping::byFileName).orElse(Grouping.none()));
    ImageData.Options columns = inputs == null ? base : base.withInputs(inputs);
    ImageData.Options options = folder.map(columns::withImages).orElse(columns);
    Path source = ListOnStdin.resolve(images, session);
    Map<String, Dataset> datasets =
        session.withThreads(() -> datasets(source, validation, test, options));
    Audit audit = session.withThreads(() -> Audit.of(datasets, session.progress()));
    html.ifPresent(
        file -> {
          AuditPage.write(
              file, "Audit of " + images.toAbsolutePath().getFileName(), audit, datasets);
          session.progress().note("page saved to " + file);
        });
    session.print(json ? Json.text(AuditJson.of(audit)) : AuditText.of(audit));
    return strict && audit.hasErrors() ? Main.FAILURE : Main.SUCCESS;
  }

  private static Map<String, Dataset> datasets(
      Path images, Optional<Path> validation, Optional<Path> test, ImageData.Options options) {
    Dataset first = ImageData.read(images, options);
    ImageData.Options others = options.withTargets(first.targets());
    return validation.isPresent() || test.isPresent()
        ? subsets(
            first,
            validation.map(path -> ImageData.read(path, others)),
            test.map(path -> ImageData.read(path, others)))
        : subsetsOfColumn(first);
  }

  private static Map<String, Dataset> subsets(
      Dataset training, Optional<Dataset> validation, Optional<Dataset> test) {
    ImmutableMap.Builder<String, Dataset> subsets = ImmutableMap.builder();
    subsets.put("training", training);
    validation.ifPresent(data -> subsets.put("validation", data));
    test.ifPresent(data -> subsets.put("test", data));
    return subsets.build();
  }

  /** Returns the subsets of the column of a CSV file; the whole dataset without such a column. */
  private static Map<String, Dataset> subsetsOfColumn(Dataset data) {
    Map<Subset, Dataset> ofColumn = Split.subsetsOfColumn(data);
    if (ofColumn.isEmpty()) {
      return ImmutableMap.of("", data);
    }
    ImmutableMap.Builder<String, Dataset> subsets = ImmutableMap.builder();
    ofColumn.forEach(
        (subset, images) ->
            subsets.put(subset == Subset.TRAINING ? "training" : subset.id(), images));
    return subsets.build();
  }
}
