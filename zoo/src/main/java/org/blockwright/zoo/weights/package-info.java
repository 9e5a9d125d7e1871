/**
 * Pretrained weights: reading Keras's files, pairing them with the layers of a network, writing
 * them.
 *
 * <pre>{@code
 * try (WeightsFile file = WeightsFile.open(Path.of("vgg16_weights_tf_dim_ordering_tf_kernels.h5"))) {
 *   for (FileLayer layer : file.layers()) {
 *     for (FileArray array : layer.arrays()) {
 *       float[] values = file.read(array); // flat, in Keras's layout
 *     }
 *   }
 *   System.out.println(file.provenance().sha256());
 * }
 * }</pre>
 */
package org.blockwright.zoo.weights;
