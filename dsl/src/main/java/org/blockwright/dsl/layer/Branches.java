package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.dsl.check.Checks;

/**
 * Parallel branches from one input to one merge layer.
 *
 * @param branches in the order in which the merge layer receives their outputs; a branch without
 *     layers passes the input through (a residual shortcut)
 */
public record Branches(NamedBlock merge, List<NamedBlock> branches) implements BlockBody {
  public Branches {
    branches = ImmutableList.copyOf(branches);
    BlockBody mergeBody = merge.body();
    Checks.require(
        mergeBody instanceof Layer layer && layer.isMerge(),
        () -> SubgraphProblems.notAMergeLayer(mergeBody.defaultName()));
    Checks.requireUnique(
        Stream.concat(branches.stream(), Stream.of(merge)).map(NamedBlock::name).toList());
  }

  @Override
  public String defaultName() {
    return "branches";
  }
}
