package org.blockwright.dsl.layer;

import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.graph.LayerGraphBuilder;

/** One piece, several times in a row; a sequence writes it out when it takes it in. */
public record Repeated(Block block, int count) implements Block {
  public Repeated {
    Problems.require(count >= 1, () -> Problems.belowMinimum("times", "n", 1, count));
    Problems.require(
        count <= LayerGraphBuilder.MAX_BLOCKS,
        () -> Problems.aboveMaximum("times", "n", LayerGraphBuilder.MAX_BLOCKS, count));
  }
}
