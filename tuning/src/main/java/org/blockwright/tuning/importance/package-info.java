/**
 * How important the parameters of a study are for its metric.
 *
 * <p>{@link org.blockwright.tuning.importance.PedAnova} computes it from the trials. Values are
 * those of Optuna 5.0.
 */
package org.blockwright.tuning.importance;
