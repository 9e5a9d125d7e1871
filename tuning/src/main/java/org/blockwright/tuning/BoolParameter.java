package org.blockwright.tuning;

import java.util.OptionalLong;

/**
 * A boolean; false is the first value.
 *
 * @param name name of the parameter
 */
public record BoolParameter(String name) implements Parameter {
  public BoolParameter {
    TuningProblems.checkName(name);
  }

  @Override
  public Boolean valueAt(double unit) {
    return Parameter.index(unit, 2) == 1;
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(2);
  }

  @Override
  public boolean contains(Object value) {
    return value instanceof Boolean;
  }

  @Override
  public double unitOf(Object value) {
    return (Boolean) value ? 0.75 : 0.25;
  }

  @Override
  public String toString() {
    return "bool(\"" + name + "\")";
  }
}
