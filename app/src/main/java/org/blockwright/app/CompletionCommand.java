package org.blockwright.app;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The subcommand {@code completion}. */
@Command(
    name = "completion",
    description =
        "Prints a script that completes commands and options in bash and zsh. In zsh, run"
            + " 'autoload -U +X bashcompinit && bashcompinit' first.",
    footer = "  blockwright completion > ~/.blockwright-completion; . ~/.blockwright-completion")
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  private final Session session;

  CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.print(AutoComplete.bash("blockwright", spec.root().commandLine()));
    return Main.SUCCESS;
  }
}
