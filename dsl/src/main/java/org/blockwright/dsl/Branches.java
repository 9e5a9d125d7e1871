package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.dsl.check.Problems;

/**
 * Several ways from one input to one join, in the order in which the join takes them. An arm
 * without a layer is the input itself (a residual's shortcut).
 */
public record Branches(Part join, List<Part> arms) implements Block {
  public Branches {
    arms = ImmutableList.copyOf(arms);
    Part joined = join;
    Problems.require(
        join.block() instanceof Layer layer && layer.joins(),
        () -> Problems.notAJoin(joined.block().word()));
    Problems.unique(Stream.concat(arms.stream(), Stream.of(join)).map(Part::name).toList());
  }

  @Override
  public String word() {
    return "branches";
  }
}
