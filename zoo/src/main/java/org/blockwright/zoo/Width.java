package org.blockwright.zoo;

/**
 * How many channels or units a network has where its table says {@code full}. Width is an argument
 * of a network's builder, so that a narrow network has the same names, joins and order as the full
 * one.
 */
@FunctionalInterface
public interface Width {
  /** As the table says. */
  Width FULL = full -> full;

  /**
   * A sixteenth, rounded, at least 1: networks that train in a second, for tests and for trying.
   */
  Width TINY = full -> Math.max(1, (full + 8) / 16);

  /** At least 1. */
  int of(int full);

  /** Keras's alpha: every width is multiplied by it and rounded down. */
  static Width alpha(double alpha) {
    return full -> Math.max(1, (int) (full * alpha));
  }
}
