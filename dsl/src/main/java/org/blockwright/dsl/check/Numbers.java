package org.blockwright.dsl.check;

/** What a number becomes in memory, where all are floats. */
public final class Numbers {
  private Numbers() {}

  /** Whether it is a number, and no larger than a float can be. */
  public static boolean isFinite(double number) {
    return Float.isFinite((float) number);
  }

  /** Whether it is a number that can be divided by. */
  public static boolean isValidDivisor(double number) {
    return isFinite(number) && (float) number != 0;
  }
}
