package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.check.Checks;

/**
 * Blocks that are applied one after the other; without blocks it passes its input through.
 *
 * <p>Unnamed blocks get their default name ({@code conv}, {@code pool}, {@code relu}), followed by
 * a number from 1 if the sequence contains several of them: {@code seq(conv(64, 3).times(2),
 * maxPool(2))} contains {@code conv1}, {@code conv2} and {@code pool}.
 */
public record Sequence(List<NamedBlock> blocks) implements BlockBody {
  public Sequence {
    blocks = ImmutableList.copyOf(blocks);
    Checks.requireUnique(blocks.stream().map(NamedBlock::name).toList());
  }

  /** Creates a sequence: expands repeated blocks and names unnamed ones. */
  public static Sequence of(List<? extends Block> elements) {
    List<Block> expanded = new ArrayList<>();
    elements.forEach(element -> expandRepeats(element, expanded));
    Map<String, Integer> counts = new HashMap<>();
    for (Block element : expanded) {
      if (element instanceof BlockBody body) {
        counts.merge(body.defaultName(), 1, Integer::sum);
      }
    }
    Map<String, Integer> numbers = new HashMap<>();
    ImmutableList.Builder<NamedBlock> blocks = ImmutableList.builder();
    for (Block element : expanded) {
      if (element instanceof NamedBlock block) {
        blocks.add(block);
      } else {
        BlockBody body = (BlockBody) element;
        int number = numbers.merge(body.defaultName(), 1, Integer::sum);
        String name =
            counts.get(body.defaultName()) > 1 ? body.defaultName() + number : body.defaultName();
        blocks.add(NamedBlock.of(name, body));
      }
    }
    return new Sequence(blocks.build());
  }

  /** Expands a repeated block; a number is appended to the name of each named copy. */
  private static void expandRepeats(Block block, List<Block> out) {
    if (block instanceof Repeated repeated) {
      for (int i = 1; i <= repeated.count(); i++) {
        expandRepeats(numbered(repeated.block(), i), out);
      }
    } else {
      out.add(block);
    }
  }

  private static Block numbered(Block block, int number) {
    return block instanceof NamedBlock named
        ? new NamedBlock(named.name() + number, named.isGroup(), named.body())
        : block;
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
