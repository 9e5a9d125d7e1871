package org.blockwright.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.app.demo.Demo;
import org.blockwright.job.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: transfer learning in two minutes. */
@Command(
    name = "demo",
    description = {
      "Transfer learning on handwritten digits, in less than two minutes and without a download:",
      "a tiny VGG whose blocks learnt 0-4 gets a head for 5-9 from 50 pictures a class, and beside"
          + " it the same without the weights. Leaves a report of both, the better model, and the"
          + " pictures, description and weights to go on with."
    },
    footer = "  blockwright demo --out digits")
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      order = 1,
      paramLabel = "DIR",
      description = "where all goes: a new or an empty directory (default runs/demo-1, -2, ...)")
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
        .ifPresent(found -> session.print(found.toString()));
    return Main.SUCCESS;
  }
}
