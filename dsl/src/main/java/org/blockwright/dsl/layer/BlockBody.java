package org.blockwright.dsl.layer;

import java.util.List;

/**
 * A piece of a network, mostly with one input and one output: a {@link Layer}, a sequence, branches
 * that a join brings together, or a small graph. Blocks nest; they are values and hold no weight.
 */
public sealed interface BlockBody extends Block permits Layer, Sequence, Branches, Subgraph {

  /** This block under a name of its own, see {@link NamedBlock}. */
  default NamedBlock named(String name) {
    return NamedBlock.of(name, this);
  }

  /**
   * What the block is called, with a number where there are several, when nobody gives it a name.
   */
  String defaultName();

  /** The names of what it gives, in order; a graph may have several. */
  default List<String> outputNames() {
    return List.of(Subgraph.OUTPUT);
  }

  /** The one spelling of blocks that mean the same, so that equal networks are equal values. */
  default BlockBody canonical() {
    return this;
  }
}
