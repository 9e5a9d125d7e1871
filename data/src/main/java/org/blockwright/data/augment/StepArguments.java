package org.blockwright.data.augment;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parsed arguments of a step.
 *
 * @param item the whole text of the step, for error messages
 * @param syntax the syntax of the step
 */
record StepArguments(
    String item,
    StepSyntax syntax,
    ImmutableList<Double> numbers,
    Optional<String> keyword,
    double probability) {

  /**
   * Parses arguments.
   *
   * @param item the whole text of the step, for error messages
   * @param arguments the text between {@code =} and {@code @}
   * @param probability the text after {@code @}; empty without one
   * @throws org.blockwright.base.UsageException if the text does not match the syntax
   */
  static StepArguments parse(
      String item, StepSyntax syntax, String arguments, Optional<String> probability) {
    if (probability.isPresent() && !syntax.allowsProbability()) {
      throw AugmentProblems.invalidSyntax(item, syntax.fullUsage());
    }
    List<Double> numbers = new ArrayList<>();
    Optional<String> keyword = Optional.empty();
    for (String argument : arguments.split(":", -1)) {
      String trimmed = argument.trim();
      if (keyword.isPresent()) {
        throw AugmentProblems.invalidSyntax(item, syntax.fullUsage());
      }
      if (numbers.size() >= syntax.minNumbers() && syntax.keywords().contains(trimmed)) {
        keyword = Optional.of(trimmed);
      } else {
        numbers.add(Numbers.parse(trimmed, item, syntax.fullUsage()));
      }
    }
    if (numbers.size() < syntax.minNumbers() || numbers.size() > syntax.maxNumbers()) {
      throw AugmentProblems.invalidSyntax(item, syntax.fullUsage());
    }
    double parsedProbability =
        probability
            .map(text -> Numbers.parse(text, item, syntax.fullUsage()))
            .orElse(Step.DEFAULT_PROBABILITY);
    return new StepArguments(
        item, syntax, ImmutableList.copyOf(numbers), keyword, parsedProbability);
  }

  double number(int index) {
    return numbers.get(index);
  }

  double number(int index, double defaultValue) {
    return index < numbers.size() ? numbers.get(index) : defaultValue;
  }

  /** A number without a fraction. */
  int integer(int index) {
    double number = number(index);
    if (number != Math.rint(number)) {
      throw AugmentProblems.invalidSyntax(item, syntax.fullUsage());
    }
    return (int) number;
  }

  boolean hasKeyword(String other) {
    return keyword.filter(other::equals).isPresent();
  }
}
