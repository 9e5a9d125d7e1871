/**
 * Samplers based on the generators of Arbiter, the search library of Deeplearning4j. No other
 * package depends on it, because it is discontinued upstream.
 *
 * <p>Arbiter's generators only choose points in a unit cube; {@link
 * org.blockwright.tuning.Parameter#valueAt} maps them to values. Its layer spaces, its runner and
 * its file formats are not used.
 *
 * <pre>{@code
 * Sampler random = ArbiterSamplers.random();
 * Sampler grid = ArbiterSamplers.grid(5);
 * Study.of(space, grid, Metric.maximize("accuracy")).run(objective);   // every point once
 * }</pre>
 */
package org.blockwright.tuning.arbiter;
