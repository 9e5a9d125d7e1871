package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The condition under which a parameter of a {@link Space} has a value: another parameter has one
 * of some values.
 *
 * @param parameter name of the other parameter
 * @param values its values; at least one
 */
public record Condition(String parameter, ImmutableList<Object> values) {

  /** Returns whether the condition holds; it does not if the other parameter has no value. */
  boolean holds(Map<String, ?> byName) {
    Object value = byName.get(parameter);
    return value != null && values.contains(value);
  }

  /** Returns a text such as {@code optimizer.kind in [sgd, adam]}. */
  @Override
  public String toString() {
    return values.stream()
        .map(Values::format)
        .collect(Collectors.joining(", ", parameter + " in [", "]"));
  }
}
