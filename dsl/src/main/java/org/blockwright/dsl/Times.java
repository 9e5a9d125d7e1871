package org.blockwright.dsl;

import org.blockwright.dsl.check.Problems;

/** One piece, several times in a row; a sequence writes it out when it takes it in. */
public record Times(Piece piece, int n) implements Piece {
  public Times {
    Problems.require(n >= 1, () -> Problems.number("times", "n", 1, n));
    Problems.require(
        n <= Expansion.MOST_PARTS, () -> Problems.most("times", "n", Expansion.MOST_PARTS, n));
  }
}
