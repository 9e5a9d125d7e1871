package org.blockwright.engine.compiled;

/**
 * A parameter array of a graph.
 *
 * @param vertex name of the vertex
 * @param key DL4J's name of the parameter, such as {@code W} or {@code gamma}
 */
public record Parameter(String vertex, String key) {}
