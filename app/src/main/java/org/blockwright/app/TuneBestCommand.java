package org.blockwright.app;

import java.util.concurrent.Callable;
import org.blockwright.tuning.StudyResult;
import org.blockwright.tuning.TrialResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The subcommand {@code tune best}. */
@Command(
    name = "best",
    description = "Shows the values of the best trial of a study, a line per parameter.",
    footer = "  blockwright tune best studies/heads")
final class TuneBestCommand implements Callable<Integer> {
  @Mixin private StudyArguments study;

  private final Session session;

  TuneBestCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.print(study.read((result, attributes) -> text(result)));
    return Main.SUCCESS;
  }

  private static String text(StudyResult result) {
    TrialResult.Done best = result.best();
    StringBuilder text = new StringBuilder();
    text.append(
        "# trial %s, %s %s\n".formatted(best.number(), result.metric().name(), best.score()));
    best.values().asMap().forEach((name, value) -> text.append("%s: %s\n".formatted(name, value)));
    return text.toString();
  }
}
