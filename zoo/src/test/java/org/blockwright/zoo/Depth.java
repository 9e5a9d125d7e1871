package org.blockwright.zoo;

import java.util.stream.Stream;

/**
 * Groups the networks of the zoo by number of layers, since tests of deep networks are slow. Of
 * networks that differ only in width there is one, since they have the same tiny network.
 */
enum Depth {
  SHALLOW(100),
  MEDIUM(200),
  DEEP(500),
  VERY_DEEP(Integer.MAX_VALUE);

  private final int maxLayers;

  Depth(int maxLayers) {
    this.maxLayers = maxLayers;
  }

  private static Depth of(ZooModel model) {
    int layers = model.tiny().graph().nodes().size();
    return Stream.of(values()).filter(depth -> layers <= depth.maxLayers).findFirst().orElseThrow();
  }

  /** Returns the names of the networks of this group. */
  Stream<String> names() {
    return Zoo.architectures().stream().filter(model -> of(model) == this).map(ZooModel::name);
  }
}
