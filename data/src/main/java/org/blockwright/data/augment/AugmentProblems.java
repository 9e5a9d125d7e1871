package org.blockwright.data.augment;

import java.util.Collection;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.UsageException;

/** All messages of this package. */
final class AugmentProblems {
  private AugmentProblems() {}

  static UsageException unknown(String name, Collection<String> known) {
    return new UsageException(
        "\"%s\" is not a known augmentation step. %sKnown: %s."
            .formatted(name, NameSuggestions.hint(name, known), String.join(", ", known)));
  }

  static UsageException invalidSyntax(String text, String usage) {
    return new UsageException(
        "\"%s\" is not a valid augmentation step; write %s.".formatted(text, usage));
  }

  static UsageException duplicate(String name) {
    return new UsageException(
        "The augmentation step \"%s\" is given twice; give it once.".formatted(name));
  }

  static UsageException outOfRange(String argument, double got, double minimum, double maximum) {
    return new UsageException(
        "%s must be in [%s, %s], got %s."
            .formatted(argument, Numbers.text(minimum), Numbers.text(maximum), Numbers.text(got)));
  }

  static UsageException lowAboveHigh(String step, double low, double high) {
    return new UsageException(
        "%s: low must not be above high, got low=%s, high=%s."
            .formatted(step, Numbers.text(low), Numbers.text(high)));
  }

  static void requireRange(String argument, double got, double minimum, double maximum) {
    if (!(got >= minimum && got <= maximum)) {
      throw outOfRange(argument, got, minimum, maximum);
    }
  }

  static void requireProbability(String step, double got) {
    requireRange(step + ": the probability", got, 0, 1);
  }

  static void requireOrdered(String step, double low, double high) {
    if (low > high) {
      throw lowAboveHigh(step, low, high);
    }
  }
}
