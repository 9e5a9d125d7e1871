package org.blockwright.dsl.input;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How images are resized to the input size of the network. */
public enum Resizing {
  /** Bilinear interpolation without antialiasing; the aspect ratio is not kept. */
  SQUASH("squash");

  private final String id;

  Resizing(String id) {
    this.id = id;
  }

  /** Returns the name in files, for instance {@code squash}. */
  public String id() {
    return id;
  }

  /** Returns the mode with this id, if there is one. */
  public static Optional<Resizing> of(String id) {
    return Arrays.stream(values()).filter(mode -> mode.id.equals(id)).findFirst();
  }

  /** Returns the ids of all modes. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Resizing::id).toList();
  }
}
