package org.blockwright.dsl.layer;

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
 * @param isGroup whether the name is left out of the names of vertices
 */
public record NamedBlock(String name, boolean isGroup, BlockBody body) implements Block {
  public NamedBlock {
    Problems.requireName(name);
    // The layer needs a name of its own, since that of the group is left out.
    body = isGroup && body instanceof Layer ? Sequence.of(List.of(body)) : body.canonical();
  }

  public static NamedBlock of(String name, BlockBody block) {
    return new NamedBlock(name, false, block);
  }
}
