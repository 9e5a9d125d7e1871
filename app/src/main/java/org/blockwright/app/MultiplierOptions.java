package org.blockwright.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import java.util.function.Supplier;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.LearningRateMultipliers.Rule;
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
  private List<String> multiplier = new ArrayList<>();

  private final List<Supplier<Rule>> rules = new ArrayList<>();

  /**
   * Returns the rules in the order of the command line.
   *
   * @throws org.blockwright.base.DescriptionException if one is invalid
   */
  LearningRateMultipliers multipliers() {
    return new LearningRateMultipliers(rules.stream().map(Supplier::get).toList());
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
        arguments.pop();
        options.rules.add(() -> freezes ? Rule.freeze(argument) : Rule.parse(argument));
      } while (several && !arguments.isEmpty() && !arguments.peek().startsWith("-"));
    }
  }
}
