package org.blockwright.dsl.check;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Where a layer stands: its path, and the paths of what it reads. */
public record LayerLocation(String path, List<String> inputs) {
  public LayerLocation {
    inputs = ImmutableList.copyOf(inputs);
  }
}
