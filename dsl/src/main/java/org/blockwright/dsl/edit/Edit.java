package org.blockwright.dsl.edit;

import org.blockwright.dsl.Network;

/**
 * A change of a network description that tracks which layers stay unchanged, so that a model can
 * keep their weights. Create edits with {@link Edits}. An edit is immutable and can be applied to
 * any number of networks.
 */
@FunctionalInterface
public interface Edit {
  /**
   * Applies the edit and returns the changed network with its unchanged layers.
   *
   * @throws org.blockwright.dsl.check.InvalidDescriptionException if the edit does not apply to the
   *     network, or if the result is not a valid network
   */
  EditResult edit(Network network);

  /** Applies the edit and returns the changed network. */
  default Network applyTo(Network network) {
    return edit(network).network();
  }

  /** Returns an edit that applies this edit and then another one to its result. */
  default Edit andThen(Edit next) {
    return network -> edit(network).andThen(next);
  }
}
