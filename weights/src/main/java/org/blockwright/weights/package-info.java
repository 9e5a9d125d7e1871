/**
 * Pretrained weights: reads Keras's files, matches them to the layers of a network, and writes
 * them. {@code Weights.load} loads only arrays; the preprocessing stays that of the network.
 *
 * <pre>{@code
 * Model model = Model.create(network.preprocessing(Preprocessing.TF), seed);
 * try (WeightsFile file = WeightsFile.open(Path.of("mobilenet_1_0_224_tf.h5"))) {
 *   Pairing pairing = Weights.load(model, file, PairingOptions.STRICT);
 *   pairing.notices().forEach(System.err::println);
 *   System.out.println(file.provenance().sha256());
 * }
 * }</pre>
 */
package org.blockwright.weights;
