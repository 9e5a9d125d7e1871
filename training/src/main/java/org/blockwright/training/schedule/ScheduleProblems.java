package org.blockwright.training.schedule;

import java.util.Collection;
import java.util.OptionalDouble;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.UsageException;

/** Messages about learning-rate schedules. */
final class ScheduleProblems {
  private ScheduleProblems() {}

  static UsageException unknownKind(String kind, Collection<String> kinds) {
    return new UsageException(
        "\"%s\" is not a learning-rate schedule. %sSchedules: %s."
            .formatted(kind, NameSuggestions.hint(kind, kinds), String.join(", ", kinds)));
  }

  static UsageException unknownName(String kind, String name, Collection<String> names) {
    return new UsageException(
        "the schedule %s has no \"%s\". %sNames: %s."
            .formatted(kind, name, NameSuggestions.hint(name, names), String.join(", ", names)));
  }

  static UsageException invalidPart(String kind, String part) {
    return new UsageException(
        "the schedule %s has a part \"%s\"; expected NAME=NUMBER with each name once, for instance warm-up=2, or by=step or by=epoch."
            .formatted(kind, part));
  }

  static UsageException missing(String kind, String name, String example) {
    return new UsageException(
        "the schedule %s needs \"%s\". Add it, for instance %s.".formatted(kind, name, example));
  }

  static void requirePositive(String kind, String name, double value) {
    require(value > 0 && Double.isFinite(value), kind, name, "a number greater than 0", value);
  }

  static void requireAtLeastZero(String kind, String name, double value) {
    require(value >= 0 && Double.isFinite(value), kind, name, "a number of at least 0", value);
  }

  static void requireAtLeastOne(String kind, String name, double value) {
    require(value >= 1 && Double.isFinite(value), kind, name, "a number of at least 1", value);
  }

  static void requireFraction(String kind, String name, double value) {
    require(value >= 0 && value <= 1, kind, name, "a number from 0 to 1", value);
  }

  static void requireBetween(String kind, String name, double value) {
    require(value > 0 && value < 1, kind, name, "a number greater than 0 and less than 1", value);
  }

  static void requireWhole(String kind, String name, double value) {
    require(
        value == Math.rint(value) && value <= Integer.MAX_VALUE,
        kind,
        name,
        "a whole number",
        value);
  }

  private static void require(
      boolean valid, String kind, String name, String expected, double value) {
    if (!valid) {
      throw new UsageException(
          "\"%s\" of the schedule %s must be %s, got %s."
              .formatted(name, kind, expected, ScheduleFormat.number(value)));
    }
  }

  static void requireOneOf(
      String kind, String name, OptionalDouble first, String other, OptionalDouble second) {
    if (first.isPresent() && second.isPresent()) {
      throw new UsageException(
          "the schedule %s has both \"%s\" and \"%s\". Remove one of them."
              .formatted(kind, name, other));
    }
  }
}
