package org.blockwright.dsl;

/**
 * The name of a target of a regression, which may end in its unit of measurement in brackets, such
 * as {@code ink [px]}.
 *
 * @param name without the unit
 * @param unit empty if there is none
 */
public record TargetName(String name, String unit) {

  /** Splits a label into name and unit. */
  public static TargetName parse(String label) {
    int open = label.lastIndexOf('[');
    if (open <= 0 || !label.endsWith("]")) {
      return new TargetName(label, "");
    }
    return new TargetName(
        label.substring(0, open).strip(), label.substring(open + 1, label.length() - 1).strip());
  }

  /** Returns a number with the unit, if there is one: {@code 52.1 px}. */
  public String withUnit(String number) {
    return unit.isEmpty() ? number : number + " " + unit;
  }
}
