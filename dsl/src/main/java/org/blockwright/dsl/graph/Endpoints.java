package org.blockwright.dsl.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * What a layer or block at its place in a network takes and gives, by the names of the vertices or
 * inputs of the network that these are, in the order of the block's ports.
 */
public record Endpoints(List<String> inputs, List<String> outputs) {
  public Endpoints {
    inputs = ImmutableList.copyOf(inputs);
    outputs = ImmutableList.copyOf(outputs);
  }
}
