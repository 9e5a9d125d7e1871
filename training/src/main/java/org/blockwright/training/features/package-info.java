/**
 * Cached features of a frozen backbone (bottleneck features): computed once and used in every
 * epoch.
 *
 * <pre>{@code
 * try (FeatureCache cache = new FeatureCache(FeatureCache.Limits.defaults())) {
 *   Trainer.with(Optimizer.adam(1e-3))
 *       .featureCache(cache)
 *       .train(model, split);
 * }
 * }</pre>
 */
package org.blockwright.training.features;
