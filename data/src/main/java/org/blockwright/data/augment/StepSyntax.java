package org.blockwright.data.augment;

import com.google.common.collect.ImmutableList;
import java.util.function.Function;

/**
 * The syntax of the arguments of a step: numbers and at most one keyword, separated by colons.
 *
 * @param usage the syntax for error messages
 * @param defaults the arguments of a step that is given by its name alone
 * @param minNumbers the smallest number of numbers
 * @param maxNumbers the largest number of numbers
 * @param keywords the keywords that may follow the numbers
 * @param allowsProbability whether {@code @PROBABILITY} may follow the arguments
 * @param factory creates the step
 */
record StepSyntax(
    String usage,
    String defaults,
    int minNumbers,
    int maxNumbers,
    ImmutableList<String> keywords,
    boolean allowsProbability,
    Function<StepArguments, Step> factory) {

  static StepSyntax of(
      String usage,
      String defaults,
      int minNumbers,
      int maxNumbers,
      Function<StepArguments, Step> factory,
      String... keywords) {
    return new StepSyntax(
        usage, defaults, minNumbers, maxNumbers, ImmutableList.copyOf(keywords), true, factory);
  }

  StepSyntax withoutProbability() {
    return new StepSyntax(usage, defaults, minNumbers, maxNumbers, keywords, false, factory);
  }

  String fullUsage() {
    return usage + (allowsProbability ? ", with @PROBABILITY if it is not 0.5" : "");
  }
}
