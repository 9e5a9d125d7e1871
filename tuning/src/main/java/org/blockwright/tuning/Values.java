package org.blockwright.tuning;

import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The parameter values of a trial by name, in the order of the space.
 *
 * <pre>{@code
 * int width = values.integer("head.width");
 * Map<String, Object> all = values.asMap();
 * }</pre>
 */
public final class Values {
  private final ImmutableMap<String, Object> byName;

  private Values(Map<String, ?> byName) {
    this.byName = ImmutableMap.copyOf(byName);
  }

  /**
   * Returns values by name; each must be an {@code Integer}, {@code Double}, {@code String} or
   * {@code Boolean}.
   */
  public static Values of(Map<String, ?> byName) {
    return new Values(byName);
  }

  /** Returns all values: {@code Integer}, {@code Double}, {@code String} or {@code Boolean}. */
  public ImmutableMap<String, Object> asMap() {
    return byName;
  }

  /** Returns whether there is a value of this name. */
  public boolean contains(String name) {
    return byName.containsKey(name);
  }

  /**
   * Returns an integer.
   *
   * @throws org.blockwright.base.UsageException if there is no value of this name, or it has
   *     another type
   */
  public int integer(String name) {
    return get(name, Integer.class);
  }

  /** Returns a real number; throws as {@link #integer} does. */
  public double real(String name) {
    return get(name, Double.class);
  }

  /** Returns the string of a choice; throws as {@link #integer} does. */
  public String choice(String name) {
    return get(name, String.class);
  }

  /** Returns a boolean; throws as {@link #integer} does. */
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

  /** Formats a number with six significant digits. */
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

  /** Returns the values with six significant digits: {@code {mix.width=96, lr=0.31}}. */
  @Override
  public String toString() {
    return byName.entrySet().stream()
        .map(e -> e.getKey() + "=" + format(e.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
