package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.dsl.check.Problems;

/**
 * Several ways from one input to one join, in the order in which the join takes them. An arm
 * without a layer is the input itself (a residual's shortcut).
 */
public record Branches(NamedBlock join, List<NamedBlock> branches) implements BlockBody {
  public Branches {
    branches = ImmutableList.copyOf(branches);
    NamedBlock joined = join;
    Problems.require(
        join.body() instanceof Layer layer && layer.isJoin(),
        () -> Problems.notAJoin(joined.body().defaultName()));
    Problems.requireUnique(
        Stream.concat(branches.stream(), Stream.of(join)).map(NamedBlock::name).toList());
  }

  @Override
  public String defaultName() {
    return "branches";
  }
}
