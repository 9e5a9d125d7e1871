package org.blockwright.engine.compiled;

/**
 * A vertex that cannot be compiled; it keeps the whole graph on DL4J.
 *
 * @param vertex name of the vertex, or of the graph's input
 * @param reason the unsupported setting, such as {@code dilated pooling}
 */
public record Unsupported(String vertex, String reason) {
  /** Returns text such as {@code "pool1": dilated pooling}. */
  public String text() {
    return "\"%s\": %s".formatted(vertex, reason);
  }
}
