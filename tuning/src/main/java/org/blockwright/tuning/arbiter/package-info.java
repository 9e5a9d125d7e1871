/**
 * Samplers by the generators of Arbiter, the search library of Deeplearning4j; the only package
 * that knows it, since upstream has announced that it will go.
 *
 * <p>Arbiter's generators choose places in a unit cube and nothing else: what a place means is said
 * by {@link org.blockwright.tuning.Parameter#valueAt} alone. Its spaces of layers, its runner and
 * its files are not used.
 *
 * <pre>{@code
 * Sampler random = ArbiterSamplers.random();
 * Sampler grid = ArbiterSamplers.grid(5);
 * Study.of(space, grid, Metric.maximize("accuracy")).run(objective);   // every point once
 * }</pre>
 */
package org.blockwright.tuning.arbiter;
