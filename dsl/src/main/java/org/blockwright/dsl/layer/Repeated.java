package org.blockwright.dsl.layer;

import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NumberProblems;
import org.blockwright.dsl.graph.LayerGraphBuilder;

/** A block that is repeated in a row; a sequence that contains it expands it. */
public record Repeated(Block block, int count) implements Block {
  public Repeated {
    Checks.require(count >= 1, () -> NumberProblems.belowMinimum("times", "count", 1, count));
    Checks.require(
        count <= LayerGraphBuilder.MAX_BLOCKS,
        () -> NumberProblems.aboveMaximum("times", "count", LayerGraphBuilder.MAX_BLOCKS, count));
  }
}
