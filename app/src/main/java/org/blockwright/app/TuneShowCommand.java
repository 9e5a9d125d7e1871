package org.blockwright.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The subcommand {@code tune show}. */
@Command(
    name = "show",
    description = "Shows the trials of a study, the best one first.",
    footer = "  blockwright tune show studies/heads")
final class TuneShowCommand implements Callable<Integer> {
  @Mixin private StudyArguments study;

  @Option(names = "--json", order = 2, description = "print as JSON")
  private boolean json;

  private final Session session;

  TuneShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.print(study.read((result, attributes) -> json ? result.json() : result.table()));
    return Main.SUCCESS;
  }
}
