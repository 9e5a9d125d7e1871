package org.blockwright.zoo;

/**
 * Scales the number of channels or units in a network's table. Width is an argument of a network's
 * builder, so that a narrow network has the same layers, names and connections as the full one.
 */
@FunctionalInterface
public interface Width {
  /** The numbers of the table. */
  Width FULL = full -> full;

  /** A sixteenth, rounded, at least 1: networks that train in about a second, for tests. */
  Width TINY = full -> Math.max(1, (full + 8) / 16);

  /** Returns the scaled number, at least 1. */
  int of(int full);

  /** Returns Keras's width multiplier {@code alpha}: numbers are multiplied and rounded down. */
  static Width alpha(double alpha) {
    return full -> Math.max(1, (int) (full * alpha));
  }
}
