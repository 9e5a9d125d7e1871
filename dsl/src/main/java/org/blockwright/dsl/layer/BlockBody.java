package org.blockwright.dsl.layer;

import java.util.List;

/**
 * The contents of a block: a {@link Layer}, a {@link Sequence}, {@link Branches} or a {@link
 * Subgraph}. Blocks can be nested. They are immutable values without weights; most have one input
 * and one output.
 */
public sealed interface BlockBody extends Block permits Layer, Sequence, Branches, Subgraph {

  /** Returns this block with a name, see {@link NamedBlock}. */
  default NamedBlock named(String name) {
    return NamedBlock.of(name, this);
  }

  /**
   * Returns the name of the block if none is given; a number is appended if a sequence contains
   * several blocks with this default name.
   */
  String defaultName();

  /** Returns the names of the outputs in order; only a subgraph can have several. */
  default List<String> outputNames() {
    return List.of(Subgraph.OUTPUT);
  }

  /** Returns the canonical form of equivalent blocks, so that equivalent networks are equal. */
  default BlockBody canonical() {
    return this;
  }
}
