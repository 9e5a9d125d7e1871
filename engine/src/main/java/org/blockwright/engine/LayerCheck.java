package org.blockwright.engine;

/**
 * What ran one kind of layer.
 *
 * @param kind {@code convolution}, {@code batch norm}, ...
 * @param implementation what ran it, for people
 * @param helperFailures how often it fell back from its helper; above 0 the layer is on DL4J's
 *     built-in code for good
 * @param usesOneDnn whether all of it ran on oneDNN
 * @param supportsOneDnn whether DL4J can run this kind on oneDNN
 */
public record LayerCheck(
    String kind,
    String implementation,
    int helperFailures,
    boolean usesOneDnn,
    boolean supportsOneDnn) {}
