package org.blockwright.data;

import org.blockwright.data.decode.ImageSource;

/**
 * The image of one input of a network, in a sample with an image for each of several inputs.
 *
 * @param input the name of the input
 * @param image the file
 * @param key its path relative to the folder of the dataset, as {@link Sample#key}
 * @param sha256 the SHA-256 of its content, as {@link Sample#sha256}
 */
public record InputImage(String input, ImageSource image, String key, String sha256) {}
