package org.blockwright.dsl.layer;

import java.util.List;
import org.blockwright.dsl.check.Checks;

/**
 * A block with its name in the sequence, branches or subgraph that contains it.
 *
 * <p>The names from the network down to a layer, joined by {@code /}, are the path of the layer,
 * for display: {@code block1/conv1}. Joined by {@code _} and without the names of groups, they are
 * the name of its vertex, as in Keras: {@code block1_conv1}. A group therefore collects layers (for
 * learning-rate multipliers and for readability) without changing their vertex names; the head is a
 * group.
 *
 * @param name letters, digits, {@code _}, {@code -} and {@code .}
 * @param isGroup whether the name is not part of the vertex names
 */
public record NamedBlock(String name, boolean isGroup, BlockBody body) implements Block {
  public NamedBlock {
    Checks.requireName(name);
    // A single layer needs its own name, since the name of a group is not part of vertex names.
    body = isGroup && body instanceof Layer ? Sequence.of(List.of(body)) : body.canonical();
  }

  public static NamedBlock of(String name, BlockBody body) {
    return new NamedBlock(name, false, body);
  }
}
