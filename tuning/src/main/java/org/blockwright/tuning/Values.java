package org.blockwright.tuning;

import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a trial tries: values by name, in the order of the space; never by position.
 *
 * <pre>{@code
 * int width = values.integer("head.width");
 * Map<String, Object> fields = values.asMap();
 * }</pre>
 */
public final class Values {
  private final ImmutableMap<String, Object> byName;

  private Values(Map<String, ?> byName) {
    this.byName = ImmutableMap.copyOf(byName);
  }

  /**
   * The given values; each an {@code Integer}, {@code Double}, {@code String} or {@code Boolean}.
   */
  public static Values of(Map<String, ?> byName) {
    return new Values(byName);
  }

  /** All of them: {@code Integer}, {@code Double}, {@code String} or {@code Boolean} by name. */
  public ImmutableMap<String, Object> asMap() {
    return byName;
  }

  /** Whether there is a value of that name. */
  public boolean contains(String name) {
    return byName.containsKey(name);
  }

  /** A whole number; an unknown name or another type is a usage error that says what there is. */
  public int integer(String name) {
    return get(name, Integer.class);
  }

  /** A real number; errors as for {@link #integer}. */
  public double real(String name) {
    return get(name, Double.class);
  }

  /** A word; errors as for {@link #integer}. */
  public String choice(String name) {
    return get(name, String.class);
  }

  /** Yes or no; errors as for {@link #integer}. */
  public boolean bool(String name) {
    return get(name, Boolean.class);
  }

  private <T> T get(String name, Class<T> type) {
    Object value = byName.get(name);
    if (value == null) {
      throw TuningProblems.unknownValue(name, byName.keySet());
    }
    if (!type.isInstance(value)) {
      throw TuningProblems.wrongType(name, type, value);
    }
    return type.cast(value);
  }

  /** A number short enough to read: six significant digits. */
  static String format(double number) {
    return Double.isFinite(number)
        ? String.valueOf(BigDecimal.valueOf(number).round(new MathContext(6)).doubleValue())
        : String.valueOf(number);
  }

  static String format(Object value) {
    return value instanceof Double d ? format(d.doubleValue()) : String.valueOf(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Values v && byName.equals(v.byName);
  }

  @Override
  public int hashCode() {
    return byName.hashCode();
  }

  /** For people, real numbers to six digits: {@code {mix.width=96, lr=0.31}}. */
  @Override
  public String toString() {
    return byName.entrySet().stream()
        .map(e -> e.getKey() + "=" + format(e.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
