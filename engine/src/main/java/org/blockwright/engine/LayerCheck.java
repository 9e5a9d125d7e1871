package org.blockwright.engine;

/**
 * The implementation that ran one type of layer.
 *
 * @param kind type of layer: {@code convolution}, {@code batch norm}, ...
 * @param implementation display name of the implementation
 * @param helperFailures number of times its helper failed; after a failure the layer stays on
 *     DL4J's built-in code
 * @param usesOneDnn whether all of the layer ran on oneDNN
 * @param supportsOneDnn whether DL4J can run this type of layer on oneDNN
 */
public record LayerCheck(
    String kind,
    String implementation,
    int helperFailures,
    boolean usesOneDnn,
    boolean supportsOneDnn) {}
