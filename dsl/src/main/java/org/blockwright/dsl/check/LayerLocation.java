package org.blockwright.dsl.check;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * The location of a layer in a network, for error messages.
 *
 * @param path of the layer
 * @param inputs paths of its inputs, in order
 */
public record LayerLocation(String path, List<String> inputs) {
  public LayerLocation {
    inputs = ImmutableList.copyOf(inputs);
  }
}
