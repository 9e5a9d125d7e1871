package org.blockwright.dsl.edit;

import org.blockwright.dsl.Network;

/**
 * A change of descriptions that knows which layers it keeps, so that a model can carry their
 * weights along. {@link Edits} has them; a value that may be applied any number of times.
 */
@FunctionalInterface
public interface Edit {
  /**
   * The changed network, and which of its layers were there before.
   *
   * @throws org.blockwright.base.DescriptionException where the network cannot be changed so
   */
  EditResult edit(Network network);

  /** The changed network alone. */
  default Network applyTo(Network network) {
    return edit(network).network();
  }

  /** This edit, then another one on what it gives. */
  default Edit andThen(Edit next) {
    return network -> edit(network).andThen(next);
  }
}
