package org.blockwright.data;

import java.nio.file.Path;

/**
 * An image file with its class.
 *
 * @param path the path of the file
 * @param key the path relative to the folder of the dataset, with {@code /} as separator and in
 *     Unicode normalization form C: the same on every machine, so that seeds and split files use it
 * @param label the index of its class in {@link Dataset#classes()}
 * @param group the group that must stay in one subset, such as a patient; by default the key
 * @param sha256 the SHA-256 of the file when the dataset was read, as 64 hexadecimal digits
 */
public record Sample(Path path, String key, int label, String group, String sha256) {

  /** Returns a copy with another label. */
  public Sample withLabel(int newLabel) {
    return new Sample(path, key, newLabel, group, sha256);
  }
}
