package org.blockwright.data.audit;

/**
 * An image in a report.
 *
 * @param subset the name of its subset; empty if there is only one
 * @param key the path relative to the folder of the dataset
 * @param className the name of its class, or of all its labels
 * @param group the group, such as a patient
 */
public record ImageEntry(String subset, String key, String className, String group) {
  static ImageEntry of(ListedImage image) {
    return new ImageEntry(
        image.subset(), image.sample().key(), image.className(), image.sample().group());
  }

  @Override
  public String toString() {
    return subset.isEmpty() ? key : subset + ": " + key;
  }
}
