package org.blockwright.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * {@code --freeze} and {@code --lr-multiplier}: rules that hold in the order in which they were
 * given.
 */
final class MultiplierOptions {
  @Option(
      names = "--freeze",
      order = 50,
      paramLabel = "PATTERN",
      parameterConsumer = RuleConsumer.class,
      description = "layers or blocks that do not learn; '*' is all but the head")
  private List<String> freeze = new ArrayList<>();

  @Option(
      names = "--lr-multiplier",
      order = 51,
      paramLabel = "PATTERN=X",
      parameterConsumer = RuleConsumer.class,
      description =
          "layers or blocks that learn at X times the rate; the first rule that fits holds")
  private List<String> multipliers = new ArrayList<>();

  private final List<String> rules = new ArrayList<>();

  /** As a job has them: {@code freeze PATTERN} or {@code PATTERN=X}. */
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

  /** Takes all words up to the next flag, or one where the sub-command has other words. */
  static final class RuleConsumer implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
      MultiplierOptions options = (MultiplierOptions) scope(option);
      boolean freezes = option.paramLabel().equals("PATTERN");
      boolean more = command.positionalParameters().isEmpty();
      do {
        String word = words.isEmpty() ? "" : words.peek();
        if (word.isEmpty() || word.startsWith("-")) {
          throw new ParameterException(
              command.commandLine(),
              AppProblems.missingPattern(freezes ? "--freeze" : "--lr-multiplier"));
        }
        options.rules.add((freezes ? "freeze " : "") + words.pop());
      } while (more && !words.isEmpty() && !words.peek().startsWith("-"));
    }
  }
}
