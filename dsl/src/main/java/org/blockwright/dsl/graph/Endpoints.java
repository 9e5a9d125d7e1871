package org.blockwright.dsl.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * The inputs and outputs of a layer or block in a network, as names of vertices or of inputs of the
 * network, in order.
 */
public record Endpoints(List<String> inputs, List<String> outputs) {
  public Endpoints {
    inputs = ImmutableList.copyOf(inputs);
    outputs = ImmutableList.copyOf(outputs);
  }
}
