package org.blockwright.dsl.layer;

/** What can stand in a sequence: a block, a block with a name, or several of the same in a row. */
public sealed interface Block permits BlockBody, NamedBlock, Repeated {

  /** The same, {@code n} times in a row. */
  default Block times(int n) {
    return new Repeated(this, n);
  }
}
