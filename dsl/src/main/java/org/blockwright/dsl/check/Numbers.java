package org.blockwright.dsl.check;

/** Checks of numbers that are stored as floats. */
public final class Numbers {
  private Numbers() {}

  /** Returns whether the number is finite as a float. */
  public static boolean isFinite(double number) {
    return Float.isFinite((float) number);
  }

  /** Returns whether the number is finite and not 0 as a float. */
  public static boolean isValidDivisor(double number) {
    return isFinite(number) && (float) number != 0;
  }
}
