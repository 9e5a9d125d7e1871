package org.blockwright.weights;

import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.Optional;

/**
 * How strictly a file is to fit.
 *
 * @param partialAllowed whether a file may end before the network does; the rest keeps its initial
 *     values
 * @param headSkipped whether the file's top is left out even where it would fit
 * @param uncutLayers names of all layers that the network had before it was cut, if known: such a
 *     layer of the file may stand among those that are used, and another one is refused even after
 *     them
 * @param removedLayers names of the layers with weights that the backbone had before it was cut
 * @param block the block that the file is for, such as a tower of a network that was merged; empty
 *     for the whole network
 * @param hasTowers whether parts of the network stand side by side from its inputs on: no cut
 *     leaves the one that a file is for and its neighbours
 */
public record PairingOptions(
    boolean partialAllowed,
    boolean headSkipped,
    ImmutableSet<String> uncutLayers,
    ImmutableSet<String> removedLayers,
    Optional<String> block,
    boolean hasTowers) {
  /** Everything must fit; a top that fits is taken. */
  public static final PairingOptions STRICT =
      new PairingOptions(
          false, false, ImmutableSet.of(), ImmutableSet.of(), Optional.empty(), false);

  /** The same, and a file may end before the network does. */
  public PairingOptions allowPartial() {
    return new PairingOptions(true, headSkipped, uncutLayers, removedLayers, block, hasTowers);
  }

  /** The same, and the file's top is left out. */
  public PairingOptions skipHead() {
    return new PairingOptions(partialAllowed, true, uncutLayers, removedLayers, block, hasTowers);
  }

  /** The same for what is left of a network with these layers. */
  public PairingOptions cutFrom(Collection<String> layers) {
    return new PairingOptions(
        partialAllowed, headSkipped, ImmutableSet.copyOf(layers), removedLayers, block, hasTowers);
  }

  /** The same for a network from which a cut took these layers with weights. */
  PairingOptions withRemovedLayers(Collection<String> layers) {
    return new PairingOptions(
        partialAllowed, headSkipped, uncutLayers, ImmutableSet.copyOf(layers), block, hasTowers);
  }

  /** The same for the layers of this block alone, by its path. */
  public PairingOptions forBlock(String block) {
    return new PairingOptions(
        partialAllowed, headSkipped, uncutLayers, removedLayers, Optional.of(block), hasTowers);
  }

  /** The same for a network of towers. */
  public PairingOptions withTowers() {
    return new PairingOptions(partialAllowed, headSkipped, uncutLayers, removedLayers, block, true);
  }
}
