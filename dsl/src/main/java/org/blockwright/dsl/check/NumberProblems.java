package org.blockwright.dsl.check;

import org.blockwright.dsl.check.Problem.Kind;

/** Problems with numeric arguments. */
public final class NumberProblems {
  private NumberProblems() {}

  public static Problem belowMinimum(String function, String argument, int minimum, int got) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "%s(...): %s must be at least %s, got %s.".formatted(function, argument, minimum, got));
  }

  public static Problem aboveMaximum(String function, String argument, int maximum, int got) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "%s(...): %s must be at most %s, got %s."
            .formatted(function, argument, Texts.formatCount(maximum), Texts.formatCount(got)));
  }

  public static Problem notPositive(String function, String argument, double got) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "%s(...): %s must be positive and finite as a float, got %s."
            .formatted(function, argument, got));
  }

  public static Problem notFinite(String function, String argument, double got) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "%s(...): %s must be finite as a float, got %s.".formatted(function, argument, got));
  }

  public static Problem invalidFraction(String function, String argument, double got) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "%s(...): %s must be in [0, 1), got %s.".formatted(function, argument, got));
  }

  public static Problem outOfRange(
      String function, String argument, Number minimum, Number maximum, double got) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "%s(...): %s must be in [%s, %s], got %s."
            .formatted(function, argument, minimum, maximum, got));
  }

  public static Problem tooLarge(String array, double size) {
    return Problem.of(
        Kind.SIZE_LIMIT,
        "",
        "%s has %s values, but an array can have at most %s. Choose a smaller size."
            .formatted(array, Texts.formatCount(size), Texts.formatCount(Integer.MAX_VALUE)));
  }
}
