package org.blockwright.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The subcommand {@code model}. */
@Command(
    name = "model",
    description = "Commands for saved models.",
    footer = "  blockwright model create --model mobilenet --weights imagenet -o model.zip")
final class ModelCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "no subcommand given");
  }
}
