package org.blockwright.tuning;

import java.util.OptionalLong;

/**
 * A named and typed hyperparameter of a search space. Every parameter maps the interval [0, 1] to
 * its values, so that samplers work on points of a unit cube.
 *
 * <p>Parameters are value objects: two parameters of the same name are the same parameter only if
 * they are equal. {@code toString} returns the call of {@link Trial} that suggests the parameter,
 * such as {@code integer("head.width", 32, 128)}.
 */
public sealed interface Parameter
    permits IntegerParameter, RealParameter, ChoiceParameter, BoolParameter {

  /**
   * Returns the name, unique in a space; in a study over jobs the key of a setting, such as {@code
   * head.width}.
   */
  String name();

  /**
   * Returns the value at a point of [0, 1]: an {@code Integer}, {@code Double}, {@code String} or
   * {@code Boolean}. 0 is exactly the first value, 1 exactly the last; with uniform points each of
   * a finite number of values has the same probability. Points outside of [0, 1] are clamped.
   */
  Object valueAt(double unit);

  /** Returns the number of values; empty for a continuous range. */
  OptionalLong size();

  /** Returns whether the value has the type of this parameter and is in its range. */
  boolean contains(Object value);

  /**
   * Returns the point of [0, 1] of a value of this parameter, the inverse of {@link #valueAt}; for
   * a finite number of values the center of its interval.
   */
  double unitOf(Object value);

  /** Returns the index of the interval that contains a point, for {@code size} equal intervals. */
  static long index(double unit, long size) {
    return Math.max(0, Math.min(size - 1, (long) Math.floor(unit * size)));
  }
}
