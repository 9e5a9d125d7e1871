package org.blockwright.dsl;

/** What can stand in a sequence: a block, a block with a name, or several of the same in a row. */
public sealed interface Piece permits Block, Part, Times {

  /** The same, {@code n} times in a row. */
  default Piece times(int n) {
    return new Times(this, n);
  }
}
