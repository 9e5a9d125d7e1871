package org.blockwright.engine;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Map;
import java.util.Set;
import org.blockwright.engine.optimizer.Clipping;

/**
 * Penalties of parameters, clipping of gradients and the average of the parameters in a {@link
 * TrainingSpec}. Immutable: each {@code with...} method returns a modified copy.
 *
 * @param l1 L1 penalties: the loss includes {@code l1 * sum of absolute values} of the parameter if
 *     it is trained
 * @param l2 L2 penalties: the loss includes {@code l2 / 2 * sum of squares} of the parameter if it
 *     is trained
 * @param undecayed parameters to which a decoupled weight decay of the update rule does not apply
 * @param clipping of the mean gradient with the penalties
 * @param averageMomentum momentum of the exponential moving average of the parameters; 0 for none
 */
public record Regularization(
    Map<ParameterKey, Double> l1,
    Map<ParameterKey, Double> l2,
    Set<ParameterKey> undecayed,
    Clipping clipping,
    double averageMomentum) {
  /** No penalties, no clipping and no average; a weight decay applies to all parameters. */
  public static final Regularization NONE =
      new Regularization(Map.of(), Map.of(), Set.of(), Clipping.NONE, 0);

  public Regularization {
    l1 = ImmutableMap.copyOf(l1);
    l2 = ImmutableMap.copyOf(l2);
    undecayed = ImmutableSet.copyOf(undecayed);
  }

  /** Returns a copy with other L1 penalties. */
  public Regularization withL1(Map<ParameterKey, Double> other) {
    return new Regularization(other, l2, undecayed, clipping, averageMomentum);
  }

  /** Returns a copy with other L2 penalties. */
  public Regularization withL2(Map<ParameterKey, Double> other) {
    return new Regularization(l1, other, undecayed, clipping, averageMomentum);
  }

  /** Returns a copy with other parameters that do not decay. */
  public Regularization withUndecayed(Set<ParameterKey> other) {
    return new Regularization(l1, l2, other, clipping, averageMomentum);
  }

  /** Returns a copy with another clipping. */
  public Regularization withClipping(Clipping other) {
    return new Regularization(l1, l2, undecayed, other, averageMomentum);
  }

  /** Returns a copy with another momentum of the average of the parameters; 0 for none. */
  public Regularization withAverageMomentum(double momentum) {
    return new Regularization(l1, l2, undecayed, clipping, momentum);
  }
}
