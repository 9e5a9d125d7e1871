/**
 * The inputs of a network: shape, color mode, resizing, preprocessing and augmentation of images.
 *
 * <pre>{@code
 * Input input = Input.of("input", 224, 224, 3).preprocessing(Preprocessing.CAFFE);
 * }</pre>
 */
package org.blockwright.dsl.input;
