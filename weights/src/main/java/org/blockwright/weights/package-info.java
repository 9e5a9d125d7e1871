/**
 * Pretrained weights: reading Keras's files, pairing them with the layers of a network, writing
 * them.
 *
 * <pre>{@code
 * try (WeightsFile file = WeightsFile.open(Path.of("mobilenet_1_0_224_tf.h5"))) {
 *   List<String> order = KerasOrder.of(nodes, "predictions"); // the whole network
 *   List<Slot> slots = slotsIn(order); // those with weights that a cut left
 *   Pairing pairing = Pairing.pair(file.contents(), "mobilenet", slots, PairingOptions.STRICT);
 *   pairing.notices().forEach(System.err::println);
 *   pairing.forEach(file, (layer, kind, values, shape) -> put(layer, kind, values, shape));
 *   System.out.println(file.provenance().sha256());
 * }
 * }</pre>
 */
package org.blockwright.weights;
