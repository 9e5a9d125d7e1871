package org.blockwright.training.schedule;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.blockwright.base.NumberParser;

/** The text form of schedules: {@code KIND,NAME=NUMBER,...}, with times in epochs. */
final class ScheduleFormat {
  private static final String KIND = "kind";
  private static final String WARM_UP = "warm-up";
  private static final String WARM_UP_FROM = "warm-up-from";
  private static final String BY = "by";
  private static final String EPOCH = "epoch";
  private static final String STEP = "step";
  private static final ImmutableSet<String> COMMON = ImmutableSet.of(WARM_UP, WARM_UP_FROM, BY);

  /** A kind: the names of its parameters, and how it is created from them. */
  private record Kind(Set<String> names, Function<Numbers, Decay> factory) {}

  private static final ImmutableMap<String, Kind> KINDS =
      ImmutableMap.<String, Kind>builder()
          .put("constant", new Kind(ImmutableSet.of(), n -> new Decay.Constant()))
          .put(
              "step",
              new Kind(
                  ImmutableSet.of("every", "factor"),
                  n -> new Decay.Step(n.get("every", 10), n.get("factor", 0.1))))
          .put(
              "exponential",
              new Kind(
                  ImmutableSet.of("every", "factor"),
                  n -> new Decay.Exponential(n.get("every", 1), n.get("factor", 0.9))))
          .put(
              "polynomial",
              new Kind(
                  ImmutableSet.of("end", "power", "epochs"),
                  n -> new Decay.Polynomial(n.get("end", 0), n.get("power", 1), n.get("epochs"))))
          .put(
              "cosine",
              new Kind(
                  ImmutableSet.of("end", "epochs", "cycle", "t-mul", "m-mul"),
                  ScheduleFormat::cosine))
          .put(
              "one-cycle",
              new Kind(
                  ImmutableSet.of("pct-start", "start", "end"),
                  n ->
                      new Decay.OneCycle(
                          n.get("pct-start", 0.3), n.get("start", 0.04), n.get("end", 4e-6))))
          .put(
              "plateau",
              new Kind(
                  ImmutableSet.of("factor", "patience", "min-delta", "cooldown", "end"),
                  n ->
                      new Decay.Plateau(
                          n.get("factor", 0.1),
                          n.whole("patience", 3),
                          n.get("min-delta", 1e-4),
                          n.whole("cooldown", 0),
                          n.get("end", 0))))
          .buildOrThrow();

  private ScheduleFormat() {}

  /** The numbers in a text by name. */
  private record Numbers(String kind, Map<String, Double> byName) {
    OptionalDouble get(String name) {
      Double value = byName.get(name);
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    double get(String name, double defaultValue) {
      return get(name).orElse(defaultValue);
    }

    int whole(String name, int defaultValue) {
      double value = get(name, defaultValue);
      ScheduleProblems.requireWhole(kind, name, value);
      return (int) value;
    }
  }

  private static Decay cosine(Numbers n) {
    boolean restarts = n.get("t-mul").isPresent() || n.get("m-mul").isPresent();
    if (restarts && n.get("cycle").isEmpty()) {
      throw ScheduleProblems.missing("cosine", "cycle", "cosine,cycle=10,t-mul=2");
    }
    return new Decay.Cosine(
        n.get("end", 0), n.get("epochs"), n.get("cycle"), n.get("t-mul", 1), n.get("m-mul", 1));
  }

  static LearningRateSchedule parse(String text) {
    List<String> parts = Splitter.on(',').trimResults().splitToList(text);
    String name = parts.get(0);
    Kind kind =
        Optional.ofNullable(KINDS.get(name))
            .orElseThrow(() -> ScheduleProblems.unknownKind(name, KINDS.keySet()));
    Set<String> known = ImmutableSet.<String>builder().addAll(kind.names()).addAll(COMMON).build();
    Map<String, Double> numbers = new LinkedHashMap<>();
    Optional<String> unit = Optional.empty();
    for (String part : parts.subList(1, parts.size())) {
      int separator = part.indexOf('=');
      if (separator < 0) {
        throw ScheduleProblems.invalidPart(name, part);
      }
      String key = part.substring(0, separator).strip();
      String value = part.substring(separator + 1).strip();
      if (!known.contains(key)) {
        throw ScheduleProblems.unknownName(name, key, known);
      }
      if (key.equals(BY)) {
        if (unit.isPresent() || !value.equals(EPOCH) && !value.equals(STEP)) {
          throw ScheduleProblems.invalidPart(name, part);
        }
        unit = Optional.of(value);
      } else {
        double number =
            NumberParser.parseDouble(value)
                .orElseThrow(() -> ScheduleProblems.invalidPart(name, part));
        if (numbers.put(key, number) != null) {
          throw ScheduleProblems.invalidPart(name, part);
        }
      }
    }
    Numbers all = new Numbers(name, numbers);
    return new LearningRateSchedule(
        kind.factory().apply(all),
        all.get(WARM_UP, 0),
        all.get(WARM_UP_FROM, 0),
        unit.filter(EPOCH::equals).isPresent());
  }

  static LearningRateSchedule with(LearningRateSchedule schedule, String name, String value) {
    List<String> parts = new ArrayList<>(Splitter.on(',').splitToList(format(schedule)));
    if (name.equals(KIND)) {
      parts.set(0, value);
      parts.subList(1, parts.size()).removeIf(part -> !COMMON.contains(nameOf(part)));
    } else {
      parts.subList(1, parts.size()).removeIf(part -> nameOf(part).equals(name));
      parts.add(name + "=" + value);
    }
    return parse(String.join(",", parts));
  }

  private static String nameOf(String part) {
    return part.substring(0, part.indexOf('='));
  }

  static String format(LearningRateSchedule schedule) {
    List<String> parts = new ArrayList<>(List.of(schedule.decay().kind()));
    schedule.decay().parameters().forEach((name, value) -> parts.add(name + "=" + number(value)));
    if (schedule.warmUp() > 0) {
      parts.add(WARM_UP + "=" + number(schedule.warmUp()));
    }
    if (schedule.warmUpFrom() > 0) {
      parts.add(WARM_UP_FROM + "=" + number(schedule.warmUpFrom()));
    }
    if (schedule.byEpoch()) {
      parts.add(BY + "=" + EPOCH);
    }
    return String.join(",", parts);
  }

  /** Writes 2.0 as 2. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
