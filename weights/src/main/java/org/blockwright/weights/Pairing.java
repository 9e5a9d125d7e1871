package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import java.util.List;
import java.util.Optional;

/**
 * Which layer of a file fills which layer of a network, and what was left over on both sides.
 *
 * <p>The rule: a known older spelling of the names goes through its map; else by name if no layer
 * below the top has a name that Keras makes itself and all are in the file; else by the part that
 * layers play in the model, where the file holds its configuration; else by Keras's order of
 * layers. Where two ways are possible they must agree; names that Keras makes are compared by the
 * order of their numbers. A file that does not tell the order of layers that could be mistaken for
 * each other is rejected. The top is paired as the last layers whatever its names; a top that does
 * not fit is left out with a notice.
 *
 * @param strategy what told which layer belongs to which
 * @param pairs in the network's order
 * @param newlyInitialized layers of the network that got nothing and keep their initial values
 * @param unused layers of the file that hold weights and were not used
 * @param notices what a user should know, one line each
 */
public record Pairing(
    Strategy strategy,
    ImmutableList<Pair> pairs,
    ImmutableList<NetworkLayer> newlyInitialized,
    ImmutableList<FileLayer> unused,
    ImmutableList<String> notices) {
  /** What told which layer belongs to which. */
  public enum Strategy {
    NAME,
    LEGACY_NAME,
    STRUCTURE,
    POSITION
  }

  /** A layer of the network and the one of the file that fills it. */
  public record Pair(NetworkLayer networkLayer, FileLayer fileLayer) {}

  /** Takes the arrays one by one. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param slot name of the network's layer
     * @param kind of the array, as {@link NetworkLayer.Tensor#kind()}
     * @param values flat in C order of Keras's layout
     * @param shape what the layer asked for, in Keras's layout
     */
    void accept(String slot, String kind, float[] values, int[] shape);
  }

  /**
   * Pairs what a file holds with a network.
   *
   * @param network its name, for messages
   * @param slots its layers with weights in Keras's order ({@link KerasOrder}), those that a cut
   *     left
   * @throws org.blockwright.base.WeightsException if they do not fit, with every difference
   */
  public static Pairing pair(
      FileContents file, String network, List<NetworkLayer> slots, PairingOptions options) {
    return new LayerPairer(file, network, slots, options, Optional.empty()).pair();
  }

  /**
   * Reads the paired arrays from the file, one at a time, and hands them over in the network's
   * order.
   */
  public void forEach(WeightsFile file, Sink sink) {
    for (Pair pair : pairs) {
      for (int i = 0; i < pair.networkLayer().tensors().size(); i++) {
        NetworkLayer.Tensor tensor = pair.networkLayer().tensors().get(i);
        float[] values = file.read(pair.fileLayer().arrays().get(i));
        sink.accept(
            pair.networkLayer().name(), tensor.kind(), values, Ints.toArray(tensor.shape()));
      }
    }
  }
}
