package org.blockwright.dsl;

/**
 * A published place in a network where it may be cut, so that what comes before can be reused.
 *
 * @param name the vertex
 * @param channels what it gives
 * @param reduction side of the input over side of the map, nominal; 0 for vectors
 */
public record CutPoint(String name, int channels, int reduction) {
  /** Whether it gives a map, not a vector. */
  public boolean isFeatureMap() {
    return reduction > 0;
  }
}
