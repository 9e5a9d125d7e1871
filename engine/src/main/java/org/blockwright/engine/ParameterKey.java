package org.blockwright.engine;

/**
 * Names a parameter array of a graph.
 *
 * @param vertex name of the vertex
 * @param name DL4J's name of the parameter, such as {@code W} or {@code gamma}
 */
public record ParameterKey(String vertex, String name) {
  @Override
  public String toString() {
    return vertex + "_" + name;
  }
}
