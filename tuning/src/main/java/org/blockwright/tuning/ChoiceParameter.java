package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A categorical parameter: one of several strings, without order.
 *
 * @param name name of the parameter
 * @param options at least one, without duplicates
 */
public record ChoiceParameter(String name, List<String> options) implements Parameter {
  /** Throws a {@link org.blockwright.base.UsageException} without options or with duplicates. */
  public ChoiceParameter {
    TuningProblems.checkName(name);
    options = ImmutableList.copyOf(options);
    if (options.isEmpty()) {
      throw TuningProblems.noOptions(name);
    }
    var seen = new HashSet<String>();
    for (String option : options) {
      if (!seen.add(option)) {
        throw TuningProblems.duplicateOption(show(name, options), option);
      }
    }
  }

  /** Returns a parameter with these options. */
  public static ChoiceParameter of(String name, String... options) {
    return new ChoiceParameter(name, ImmutableList.copyOf(options));
  }

  @Override
  public String valueAt(double unit) {
    return options.get((int) Parameter.index(unit, options.size()));
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(options.size());
  }

  @Override
  public boolean contains(Object value) {
    return value instanceof String s && options.contains(s);
  }

  @Override
  public double unitOf(Object value) {
    return (options.indexOf((String) value) + 0.5) / options.size();
  }

  @Override
  public String toString() {
    return show(name, options);
  }

  private static String show(String name, List<String> options) {
    return options.stream()
        .map(o -> ", \"" + o + "\"")
        .collect(Collectors.joining("", "choice(\"" + name + "\"", ")"));
  }
}
