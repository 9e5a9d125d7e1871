package org.blockwright.engine.compiled;

/**
 * Identifies the dropout of a pass of training: the same key gives the same masks.
 *
 * @param seed the seed of the graph
 * @param step number of updates before
 * @param batch number of batches since the last update
 */
public record DropoutKey(long seed, long step, long batch) {}
