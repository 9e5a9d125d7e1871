package org.blockwright.dsl.layer;

/** An element of a sequence: a block body, a named block, or a repeated block. */
public sealed interface Block permits BlockBody, NamedBlock, Repeated {

  /** Repeats this block {@code count} times in a row. */
  default Block times(int count) {
    return new Repeated(this, count);
  }
}
