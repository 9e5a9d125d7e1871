package org.blockwright.tuning;

import java.util.OptionalLong;

/**
 * One named, typed thing that may vary. Every parameter maps the interval [0, 1] onto its values,
 * so that a sampler needs to know nothing but places in a unit cube.
 *
 * <p>Parameters are values: two of the same name are the same parameter only when they are equal.
 * {@code toString} spells a parameter as a {@link Trial} asks for it: {@code integer("head.width",
 * 32, 128)}.
 */
public sealed interface Parameter
    permits IntegerParameter, RealParameter, ChoiceParameter, BoolParameter {

  /**
   * Names the parameter, in a space once; for the main job the path of a field, {@code head.width}.
   */
  String name();

  /**
   * The value at a place: an {@code Integer}, {@code Double}, {@code String} or {@code Boolean}. 0
   * gives exactly the first value, 1 exactly the last; uniform places give each of finitely many
   * values the same chance. Places outside are taken as the nearer end.
   */
  Object valueAt(double unit);

  /** How many values there are; empty for a continuum. */
  OptionalLong size();

  /** Whether the value has this parameter's type and lies in its range. */
  boolean contains(Object value);

  /** The index at a place when [0, 1] is cut into {@code size} equal pieces. */
  static long index(double unit, long size) {
    return Math.max(0, Math.min(size - 1, (long) Math.floor(unit * size)));
  }
}
