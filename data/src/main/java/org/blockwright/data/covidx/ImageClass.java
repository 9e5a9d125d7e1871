package org.blockwright.data.covidx;

/** The classes of the dataset, in the order of their folders. */
public enum ImageClass {
  COVID_19("COVID-19"),
  NORMAL("NORMAL"),
  PNEUMONIA("PNEUMONIA");

  private final String folder;

  ImageClass(String folder) {
    this.folder = folder;
  }

  /** Returns the name, which is that of the folder, such as {@code COVID-19}. */
  @Override
  public String toString() {
    return folder;
  }
}
