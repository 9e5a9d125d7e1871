package org.blockwright.dsl;

/**
 * A documented layer at which a network can be cut (truncated after this layer), so that the layers
 * up to it can be reused.
 *
 * @param name vertex name of the layer
 * @param channels number of channels of its output
 * @param reduction nominal ratio of input size to feature map size; 0 for vectors
 */
public record CutPoint(String name, int channels, int reduction) {
  /** Returns whether the output is a feature map rather than a vector. */
  public boolean isFeatureMap() {
    return reduction > 0;
  }
}
