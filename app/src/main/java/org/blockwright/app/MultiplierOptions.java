package org.blockwright.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options {@code --freeze} and {@code --lr-multiplier}; their order is kept. */
final class MultiplierOptions {
  @Option(
      names = "--freeze",
      order = 50,
      paramLabel = "PATTERN",
      parameterConsumer = RuleConsumer.class,
      description = "freeze layers or blocks; '*' means all but the head")
  private List<String> freeze = new ArrayList<>();

  @Option(
      names = "--lr-multiplier",
      order = 51,
      paramLabel = "PATTERN=X",
      parameterConsumer = RuleConsumer.class,
      description =
          "multiply the learning rate of layers or blocks; the first matching --freeze or"
              + " --lr-multiplier applies")
  private List<String> multipliers = new ArrayList<>();

  private final List<String> rules = new ArrayList<>();

  /** Returns the rules in the syntax of a job: {@code freeze PATTERN} or {@code PATTERN=X}. */
  List<String> rules() {
    return List.copyOf(rules);
  }

  private static Object scope(ArgSpec option) {
    try {
      return option.scope().get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Consumes all arguments up to the next option, or one if the command has positional ones. */
  static final class RuleConsumer implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
      MultiplierOptions options = (MultiplierOptions) scope(option);
      boolean freezes = option.paramLabel().equals("PATTERN");
      boolean several = command.positionalParameters().isEmpty();
      do {
        String argument = arguments.isEmpty() ? "" : arguments.peek();
        if (argument.isEmpty() || argument.startsWith("-")) {
          throw new ParameterException(
              command.commandLine(),
              AppProblems.missingPattern(freezes ? "--freeze" : "--lr-multiplier"));
        }
        options.rules.add((freezes ? "freeze " : "") + arguments.pop());
      } while (several && !arguments.isEmpty() && !arguments.peek().startsWith("-"));
    }
  }
}
