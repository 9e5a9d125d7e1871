package org.blockwright.data.audit;

/**
 * Two files of the same image.
 *
 * @param kind how alike they are
 * @param first of the two, in the order of the dataset
 * @param second the other one
 * @param distance bits in which their perceptual hashes differ, 0-64
 * @param correlation of their fine details, up to 1
 */
public record DuplicatePair(
    Kind kind, ImageEntry first, ImageEntry second, int distance, double correlation) {

  /** How alike two images are. */
  public enum Kind {
    /** The files have the same bytes. */
    BYTES("same bytes"),
    /** The pixels are equal. */
    PIXELS("same pixels"),
    /** Resized, compressed or slightly edited copies. */
    NEAR("near"),
    /** Augmented copies of the same image, by their names or the manifest. */
    COPY("augmented");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Returns whether the two images are in different subsets. */
  public boolean crossesSubsets() {
    return !first.subset().equals(second.subset());
  }

  /** Returns whether the two images have different classes or labels: at least one is wrong. */
  public boolean crossesClasses() {
    return !first.className().equals(second.className());
  }
}
