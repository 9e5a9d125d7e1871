package org.blockwright.dsl.layer;

import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.graph.LayerGraphBuilder;

/** A block that is repeated in a row; a sequence that contains it expands it. */
public record Repeated(Block block, int count) implements Block {
  public Repeated {
    Problems.require(count >= 1, () -> Problems.belowMinimum("times", "count", 1, count));
    Problems.require(
        count <= LayerGraphBuilder.MAX_BLOCKS,
        () -> Problems.aboveMaximum("times", "count", LayerGraphBuilder.MAX_BLOCKS, count));
  }
}
