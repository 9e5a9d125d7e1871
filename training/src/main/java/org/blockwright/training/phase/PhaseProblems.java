package org.blockwright.training.phase;

import java.util.Collection;
import org.blockwright.base.BlockwrightException;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.UsageException;

/** Messages about phases. */
final class PhaseProblems {
  private PhaseProblems() {}

  static UsageException unknownName(String name, Collection<String> names) {
    return new UsageException(
        "a phase has no \"%s\". %sNames: %s."
            .formatted(name, NameSuggestions.hint(name, names), String.join(", ", names)));
  }

  static UsageException invalidPart(String part) {
    return new UsageException(
        "a phase has a part \"%s\"; expected NAME=VALUE, separated by semicolons, for instance epochs=5; learning-rate=0.0001; unfreeze=block5."
            .formatted(part));
  }

  static UsageException duplicate(String name) {
    return new UsageException(
        "a phase has \"%s\" twice. Remove one of them, or separate phases by |.".formatted(name));
  }

  static UsageException notANumber(String name, String expected, String got) {
    return new UsageException(
        "\"%s\" of a phase must be %s, got \"%s\".".formatted(name, expected, got));
  }

  /** Adds the name of the part to the error of a description. */
  static String inPart(String name, BlockwrightException failure) {
    return "\"%s\" of a phase: %s".formatted(name, failure.getMessage());
  }

  static void requireAtLeast(String name, int minimum, int value) {
    if (value < minimum) {
      throw new UsageException(
          "\"%s\" of a phase must be at least %s, got %s.".formatted(name, minimum, value));
    }
  }

  static void requireLearningRate(double rate) {
    if (!(rate > 0 && Double.isFinite(rate))) {
      throw new UsageException(
          "\"learning-rate\" of a phase must be a number greater than 0, got %s.".formatted(rate));
    }
  }
}
