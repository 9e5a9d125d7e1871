package org.blockwright.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.data.Grouping;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.copies.AugmentedCopies;
import org.blockwright.data.copies.CopiesResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommand {@code data augment}. */
@Command(
    name = "augment",
    description = {
      "Writes augmented copies of training images to a new folder, with the class, group and subset"
          + " of each image in a manifest. Validation and test images of a dataset with a manifest"
          + " are copied unchanged. A run that was interrupted continues. Training with --augment"
          + " needs no copies."
    },
    footer = "  blockwright data augment covidx -o covidx-augmented")
final class DataAugmentCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      paramLabel = "DIR",
      description = "folder with a manifest.csv, or with one subfolder per class")
  private Path source;

  @Option(
      names = {"-o", "--out"},
      order = 1,
      required = true,
      paramLabel = "DIR",
      description = "folder of the copies, new or empty")
  private Path out;

  @Mixin private CopyOptions copies;

  @Option(
      names = "--group-by",
      order = 4,
      paramLabel = "REGEX",
      description =
          "regular expression with one group: files with the same match form a group, such as a"
              + " patient; for folders without a manifest")
  private Optional<String> group;

  @Option(
      names = "--overwrite",
      order = 60,
      description = "replace copies that were made from other images or settings")
  private boolean overwrite;

  DataAugmentCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    AugmentedCopies copied =
        AugmentedCopies.of(copies.recipe())
            .withSeed(session.seed())
            .withGrouping(group.map(Grouping::byFileName).orElse(Grouping.none()));
    AugmentedCopies settings = overwrite ? copied.withOverwrite() : copied;
    CopiesResult result =
        session.withThreads(() -> settings.write(source, out, session.progress()));
    for (SkippedFile file : result.skipped()) {
      session.printError(AppProblems.skipped(source.resolve(file.key()), file.reason()));
    }
    session.print(AppProblems.copiesWritten(result));
    return Main.SUCCESS;
  }
}
