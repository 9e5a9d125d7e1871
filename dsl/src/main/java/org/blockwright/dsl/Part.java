package org.blockwright.dsl;

import java.util.List;
import org.blockwright.dsl.check.Problems;

/**
 * A block with its name in the sequence, branches or graph that holds it.
 *
 * <p>The names on the way from the network to a layer, joined by {@code /}, are the layer's path,
 * for people: {@code block1/conv1}. Joined by {@code _}, without those of groups, they are the name
 * of its vertex, as Keras spells it: {@code block1_conv1}. A group therefore gathers layers (for
 * rates, for reading) and leaves their names alone; the head is one.
 *
 * @param name letters, digits, {@code _}, {@code -} and {@code .}
 * @param group whether the name is left out of the names of vertices
 */
public record Part(String name, boolean group, Block block) implements Piece {
  public Part {
    Problems.requireName(name);
    // The layer needs a name of its own, since that of the group is left out.
    block = group && block instanceof Layer ? Seq.of(List.of(block)) : block.canonical();
  }

  static Part of(String name, Block block) {
    return new Part(name, false, block);
  }
}
