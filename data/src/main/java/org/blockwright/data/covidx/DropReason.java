package org.blockwright.data.covidx;

/** Why a row of metadata is not in the dataset; of several reasons the first one. */
public enum DropReason {
  /** The modality is given and is not x-ray. */
  MODALITY("modality"),
  /** The view is given and is not one of those to keep. */
  VIEW("view"),
  EMPTY_FINDING("empty-finding"),
  /** The finding belongs to no class. */
  FINDING_NOT_MAPPED("finding-not-mapped"),
  /** The profile takes the image from another source. */
  OTHER_SOURCE("other-source"),
  MISSING_IMAGE("missing-image"),
  UNDECODABLE("undecodable"),
  /** The same image is in an earlier row. */
  DUPLICATE("duplicate");

  private final String id;

  DropReason(String id) {
    this.id = id;
  }

  /** Returns the text in {@code dropped.csv}, such as {@code missing-image}. */
  @Override
  public String toString() {
    return id;
  }
}
