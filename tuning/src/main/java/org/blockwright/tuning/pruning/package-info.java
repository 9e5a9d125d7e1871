/**
 * Pruners: they end trials early that are unlikely to become the best one, from the values that
 * trials report.
 *
 * <pre>{@code
 * study.pruner(Pruners.median(5, 2))
 * }</pre>
 */
package org.blockwright.tuning.pruning;
