/**
 * Samplers: TPE, CMA-ES and the Sobol sequence. Random, grid and genetic search are in {@link
 * org.blockwright.tuning.arbiter.ArbiterSamplers}.
 *
 * <pre>{@code
 * Study.of(space, Samplers.tpe(), Metric.maximize("accuracy")).trials(50).run(objective);
 * }</pre>
 */
package org.blockwright.tuning.samplers;
