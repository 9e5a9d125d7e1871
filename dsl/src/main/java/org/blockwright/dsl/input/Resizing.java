package org.blockwright.dsl.input;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How an image of any size becomes one of the network's input size. */
public enum Resizing {
  /** Plain bilinear interpolation without smoothing; the aspect ratio is not kept. */
  SQUASH("squash");

  private final String id;

  Resizing(String word) {
    this.id = word;
  }

  /** The word in files, for instance {@code squash}. */
  public String id() {
    return id;
  }

  /** The mode of this word; empty if there is none. */
  public static Optional<Resizing> of(String word) {
    return Arrays.stream(values()).filter(mode -> mode.id.equals(word)).findFirst();
  }

  /** All words. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Resizing::id).toList();
  }
}
