package org.blockwright.dsl.input;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockwright.base.NumberParser;
import org.blockwright.dsl.check.InvalidDescriptionException;

/** A preprocessing as one line of text, for options and job files. */
final class PreprocessingText {
  /** Name of a preprocessing that is written without one. */
  static final String UNNAMED = "custom";

  private static final Set<String> KEYS = ImmutableSet.of("name", "order", "scale", "mean", "std");

  private PreprocessingText() {}

  static Preprocessing parse(String text) {
    Optional<Preprocessing> known =
        Preprocessing.KNOWN.stream().filter(p -> p.name().equals(text)).findFirst();
    return known.orElseGet(() -> parseParts(text));
  }

  private static Preprocessing parseParts(String text) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : Splitter.on(',').split(text)) {
      List<String> pair = Splitter.on('=').trimResults().limit(2).splitToList(part);
      boolean valid = pair.size() == 2 && KEYS.contains(pair.get(0)) && !pair.get(1).isEmpty();
      if (!valid || parts.put(pair.get(0), pair.get(1)) != null) {
        throw invalid(text);
      }
    }
    List<Double> scale = numbers(text, parts.getOrDefault("scale", "1"));
    if (scale.size() != 1) {
      throw invalid(text);
    }
    return new Preprocessing(
        parts.getOrDefault("name", UNNAMED),
        order(text, parts.getOrDefault("order", Preprocessing.Order.RGB.name())),
        scale.get(0),
        numbers(text, parts.getOrDefault("mean", "0")),
        numbers(text, parts.getOrDefault("std", "1")));
  }

  private static Preprocessing.Order order(String text, String name) {
    for (Preprocessing.Order order : Preprocessing.Order.values()) {
      if (order.name().equals(name.toUpperCase(Locale.ROOT))) {
        return order;
      }
    }
    throw invalid(text);
  }

  /** Parses a number for all channels, or one for each of three. */
  private static List<Double> numbers(String text, String values) {
    List<Double> numbers =
        Splitter.on(':')
            .splitToStream(values)
            .map(value -> NumberParser.parseDouble(value).orElseThrow(() -> invalid(text)))
            .toList();
    if (numbers.size() != 1 && numbers.size() != 3) {
      throw invalid(text);
    }
    return numbers;
  }

  private static InvalidDescriptionException invalid(String text) {
    return new InvalidDescriptionException(InputProblems.invalidPreprocessingText(text));
  }

  static String format(Preprocessing p) {
    if (Preprocessing.KNOWN.contains(p)) {
      return p.name();
    }
    String parts =
        "order=%s,scale=%s,mean=%s,std=%s"
            .formatted(p.order(), p.scale(), numbers(p.mean()), numbers(p.std()));
    return p.name().equals(UNNAMED) ? parts : "name=" + p.name() + "," + parts;
  }

  private static String numbers(List<Double> values) {
    return values.stream().map(String::valueOf).collect(joining(":"));
  }
}
