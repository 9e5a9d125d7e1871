package org.blockwright.data;

import java.nio.file.Path;
import java.util.Optional;
import org.blockwright.data.decode.ImageSource;

/**
 * An image with its class.
 *
 * @param image the file, or the image in memory
 * @param key the path relative to the folder of the dataset, with {@code /} as separator and in
 *     Unicode normalization form C: the same on every machine, so that seeds and split files use
 *     it; for an image in memory see {@link Dataset#of(java.util.List, java.util.List)}
 * @param label the index of its class in {@link Dataset#classes()}
 * @param group the group that must stay in one subset, such as a patient; by default the key
 * @param sha256 the SHA-256 of the content when the dataset was read, as 64 hexadecimal digits
 */
public record Sample(ImageSource image, String key, int label, String group, String sha256) {

  /** Returns a copy with another label. */
  public Sample withLabel(int newLabel) {
    return new Sample(image, key, newLabel, group, sha256);
  }

  /** Returns a copy in another group. */
  Sample withGroup(String newGroup) {
    return new Sample(image, key, label, newGroup, sha256);
  }

  /** Returns the file; empty if the image is in memory. */
  public Optional<Path> file() {
    return image.file();
  }
}
