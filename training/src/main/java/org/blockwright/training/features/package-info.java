/**
 * What a frozen beginning of a network makes of each picture, computed once and kept for all
 * epochs.
 *
 * <pre>{@code
 * try (FeatureCache cache = new FeatureCache(FeatureCache.Limits.defaults())) {
 *   Trainer.of(Optimizer.adam(1e-3)).features(cache).train(model, train, Optional.of(validation), reader);
 * }
 * }</pre>
 */
package org.blockwright.training.features;
