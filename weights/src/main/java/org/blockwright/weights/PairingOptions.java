package org.blockwright.weights;

import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.Optional;

/**
 * How strictly a file must fit a network. Immutable: each method returns a modified copy.
 *
 * @param partialAllowed whether a file may end before the network does; the remaining layers keep
 *     their initial values
 * @param headSkipped whether the file's head is skipped even if it fits
 * @param uncutLayers names of all layers that the network had before it was cut, if known: such a
 *     layer may occur between the layers that are used; any other layer is rejected, even after
 *     them
 * @param removedLayers names of the layers with weights that the cut removed from the backbone
 * @param block the block that the file is for, such as a tower of a merged network; empty for the
 *     whole network
 * @param grayscaleKernel how a kernel for three channels is converted if the network's input has
 *     one; empty to reject such a file
 * @param hasTowers whether the network consists of parallel towers. A cut is then not suggested for
 *     a file that ends early, since it would remove other towers
 */
public record PairingOptions(
    boolean partialAllowed,
    boolean headSkipped,
    ImmutableSet<String> uncutLayers,
    ImmutableSet<String> removedLayers,
    Optional<String> block,
    Optional<GrayscaleKernel> grayscaleKernel,
    boolean hasTowers) {
  /** Everything must fit; a head is used if it fits. */
  public static final PairingOptions STRICT =
      new PairingOptions(
          false,
          false,
          ImmutableSet.of(),
          ImmutableSet.of(),
          Optional.empty(),
          Optional.empty(),
          false);

  /** Allows a file that ends before the network does. */
  public PairingOptions allowPartial() {
    return new PairingOptions(
        true, headSkipped, uncutLayers, removedLayers, block, grayscaleKernel, hasTowers);
  }

  /** Skips the file's head. */
  public PairingOptions skipHead() {
    return new PairingOptions(
        partialAllowed, true, uncutLayers, removedLayers, block, grayscaleKernel, hasTowers);
  }

  /** Sets the names of all layers that the network had before it was cut. */
  public PairingOptions cutFrom(Collection<String> layers) {
    return new PairingOptions(
        partialAllowed,
        headSkipped,
        ImmutableSet.copyOf(layers),
        removedLayers,
        block,
        grayscaleKernel,
        hasTowers);
  }

  /** Sets the names of the layers with weights that the cut removed. */
  PairingOptions withRemovedLayers(Collection<String> layers) {
    return new PairingOptions(
        partialAllowed,
        headSkipped,
        uncutLayers,
        ImmutableSet.copyOf(layers),
        block,
        grayscaleKernel,
        hasTowers);
  }

  /**
   * Fills the layers of one block only.
   *
   * @param block its path
   */
  public PairingOptions forBlock(String block) {
    return new PairingOptions(
        partialAllowed,
        headSkipped,
        uncutLayers,
        removedLayers,
        Optional.of(block),
        grayscaleKernel,
        hasTowers);
  }

  /** Converts the first kernels of a color network for inputs of one channel. */
  public PairingOptions convertToGrayscale(GrayscaleKernel mode) {
    return new PairingOptions(
        partialAllowed,
        headSkipped,
        uncutLayers,
        removedLayers,
        block,
        Optional.of(mode),
        hasTowers);
  }

  /** Marks the network as consisting of parallel towers. */
  public PairingOptions withTowers() {
    return new PairingOptions(
        partialAllowed, headSkipped, uncutLayers, removedLayers, block, grayscaleKernel, true);
  }
}
