package org.blockwright.engine;

import com.google.common.base.Preconditions;
import com.google.common.primitives.ImmutableIntArray;

/**
 * One unit of an output of a graph for each sample of a batch, such as the score of its class.
 *
 * @param output position of the output among the outputs of the graph, from 0
 * @param units position of the unit of each sample in the output, from 0
 * @param logits whether the value before the activation of the output layer is meant, such as the
 *     class score before softmax
 */
public record OutputUnits(int output, ImmutableIntArray units, boolean logits) {
  public OutputUnits {
    Preconditions.checkArgument(output >= 0, "output must not be negative, got %s", output);
  }

  /** Returns units of an output as {@link Executor#output} computes it. */
  public static OutputUnits values(int output, int... units) {
    return new OutputUnits(output, ImmutableIntArray.copyOf(units), false);
  }

  /** Returns units of an output before the activation of its output layer. */
  public static OutputUnits logits(int output, int... units) {
    return new OutputUnits(output, ImmutableIntArray.copyOf(units), true);
  }
}
