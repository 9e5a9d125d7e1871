package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.check.Problems;

/**
 * Blocks one after the other.
 *
 * <p>Pieces without a name are called by what they are ({@code conv}, {@code pool}, {@code relu}),
 * with a number from 1 where the sequence has several: {@code seq(conv(3, 64).times(2),
 * maxPool(2))} has {@code conv1}, {@code conv2} and {@code pool}.
 */
public record Sequence(List<NamedBlock> blocks) implements BlockBody {
  public Sequence {
    blocks = ImmutableList.copyOf(blocks);
    Problems.requireUnique(blocks.stream().map(NamedBlock::name).toList());
  }

  public static Sequence of(List<? extends Block> pieces) {
    List<Block> flat = new ArrayList<>();
    pieces.forEach(piece -> expandRepeats(piece, flat));
    Map<String, Integer> counts = new HashMap<>();
    for (Block piece : flat) {
      if (piece instanceof BlockBody block) {
        counts.merge(block.defaultName(), 1, Integer::sum);
      }
    }
    Map<String, Integer> numbers = new HashMap<>();
    ImmutableList.Builder<NamedBlock> parts = ImmutableList.builder();
    for (Block piece : flat) {
      if (piece instanceof NamedBlock part) {
        parts.add(part);
      } else {
        BlockBody block = (BlockBody) piece;
        int number = numbers.merge(block.defaultName(), 1, Integer::sum);
        String name =
            counts.get(block.defaultName()) > 1
                ? block.defaultName() + number
                : block.defaultName();
        parts.add(NamedBlock.of(name, block));
      }
    }
    return new Sequence(parts.build());
  }

  /** Several of one piece are written out; those with a name get a number behind it. */
  private static void expandRepeats(Block piece, List<Block> out) {
    if (piece instanceof Repeated times) {
      for (int i = 1; i <= times.count(); i++) {
        expandRepeats(numbered(times.block(), i), out);
      }
    } else {
      out.add(piece);
    }
  }

  private static Block numbered(Block piece, int number) {
    return piece instanceof NamedBlock part
        ? new NamedBlock(part.name() + number, part.isGroup(), part.body())
        : piece;
  }

  @Override
  public List<String> outputNames() {
    return blocks.isEmpty()
        ? List.of(Subgraph.OUTPUT)
        : blocks.get(blocks.size() - 1).body().outputNames();
  }

  @Override
  public String defaultName() {
    return "seq";
  }
}
