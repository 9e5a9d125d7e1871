package org.blockwright.dsl;

import java.util.List;

/**
 * A piece of a network, mostly with one input and one output: a {@link Layer}, a sequence, branches
 * that a join brings together, or a small graph. Blocks nest; they are values and hold no weight.
 */
public sealed interface Block extends Piece permits Layer, Seq, Branches, Wiring {

  /** This block under a name of its own, see {@link Part}. */
  default Part named(String name) {
    return Part.of(name, this);
  }

  /**
   * What the block is called, with a number where there are several, when nobody gives it a name.
   */
  String word();

  /** The names of what it gives, in order; a graph may have several. */
  default List<String> outputNames() {
    return List.of(Wiring.OUTPUT);
  }

  /** The one spelling of blocks that mean the same, so that equal networks are equal values. */
  default Block canonical() {
    return this;
  }
}
