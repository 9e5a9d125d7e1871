package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.Optional;

/**
 * How strictly a file is to fit.
 *
 * @param partial whether a file may end before the network does; the rest keeps its initial values
 * @param withoutHead whether the file's top is left out even where it would fit
 * @param wholeNetwork names of all layers that the network had before it was cut, if known: such a
 *     layer of the file may stand among those that are used, and another one is refused even after
 *     them
 * @param cutAway names of the layers with weights that the backbone had before it was cut
 * @param part the block that the file is for, such as a tower of a network that was merged; empty
 *     for the whole network
 * @param towers whether parts of the network stand side by side from its inputs on: no cut leaves
 *     the one that a file is for and its neighbours
 */
public record PairingOptions(
    boolean partial,
    boolean withoutHead,
    ImmutableSet<String> wholeNetwork,
    ImmutableSet<String> cutAway,
    Optional<String> part,
    boolean towers) {
  /** Everything must fit; a top that fits is taken. */
  public static final PairingOptions STRICT =
      new PairingOptions(
          false, false, ImmutableSet.of(), ImmutableSet.of(), Optional.empty(), false);

  /** The same, and a file may end before the network does. */
  public PairingOptions allowPartial() {
    return new PairingOptions(true, withoutHead, wholeNetwork, cutAway, part, towers);
  }

  /** The same, and the file's top is left out. */
  public PairingOptions leaveOutHead() {
    return new PairingOptions(partial, true, wholeNetwork, cutAway, part, towers);
  }

  /** The same for what is left of a network with these layers. */
  public PairingOptions cutFrom(Collection<String> layers) {
    return new PairingOptions(
        partial, withoutHead, ImmutableSet.copyOf(layers), cutAway, part, towers);
  }

  /** The same for a network from which a cut took these layers with weights. */
  PairingOptions without(Collection<String> layers) {
    return new PairingOptions(
        partial, withoutHead, wholeNetwork, ImmutableSet.copyOf(layers), part, towers);
  }

  /** The same for the layers of this block alone, by its path. */
  public PairingOptions into(String block) {
    return new PairingOptions(
        partial, withoutHead, wholeNetwork, cutAway, Optional.of(block), towers);
  }

  /** The same for a network of towers. */
  public PairingOptions sideBySide() {
    return new PairingOptions(partial, withoutHead, wholeNetwork, cutAway, part, true);
  }
}
