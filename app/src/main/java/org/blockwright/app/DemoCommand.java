package org.blockwright.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.app.demo.Demo;
import org.blockwright.job.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand {@code demo}. */
@Command(
    name = "demo",
    description = {
      "Runs transfer learning on handwritten digits, in less than two minutes and without a"
          + " download.",
      "The blocks of a small VGG, pretrained on the digits 0-4, are frozen, and a new head is"
          + " trained for 5-9 on 50 images per class. For comparison, the same network is trained"
          + " from scratch. Writes a report on both, the better model, and the images, description"
          + " and weights to continue with."
    },
    footer = "  blockwright demo --out digits")
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      order = 1,
      paramLabel = "DIR",
      description = "output directory, new or empty (default runs/demo-1, then -2, ...)")
  private Optional<Path> out;

  private final Session session;

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    RunDirectory folder =
        out.map(o -> RunDirectory.prepare(o, false))
            .orElseGet(() -> RunDirectory.createNext(Path.of("runs"), "demo"));
    new Demo(session.progress(), session.interruption().stopCondition(), session::apply)
        .run(folder, session.commandLine())
        .ifPresent(result -> session.print(result.toString()));
    return Main.SUCCESS;
  }
}
