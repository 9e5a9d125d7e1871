package org.blockwright.tuning;

/**
 * What a study is after: the metric that its objective returns, and which way is better.
 *
 * @param metric its name, for people and files
 * @param direction which way is better
 */
public record Goal(String metric, Direction direction) {
  /** Which way is better. */
  public enum Direction {
    MINIMIZE,
    MAXIMIZE
  }

  /** Less is better. */
  public static Goal minimize(String metric) {
    return new Goal(metric, Direction.MINIMIZE);
  }

  /** More is better. */
  public static Goal maximize(String metric) {
    return new Goal(metric, Direction.MAXIMIZE);
  }

  /** Compares so that the better of two comes first. */
  public int compare(double left, double right) {
    return direction == Direction.MINIMIZE
        ? Double.compare(left, right)
        : Double.compare(right, left);
  }
}
