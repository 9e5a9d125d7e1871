package org.blockwright.engine;

/**
 * What ran one kind of layer.
 *
 * @param kind {@code convolution}, {@code batch norm}, ...
 * @param implementation what ran it, for people
 * @param failures how often it fell back from its helper; above 0 the layer is on DL4J's built-in
 *     code for good
 * @param oneDnn whether all of it ran on oneDNN
 * @param oneDnnPossible whether DL4J can run this kind on oneDNN
 */
public record LayerCheck(
    String kind, String implementation, int failures, boolean oneDnn, boolean oneDnnPossible) {}
