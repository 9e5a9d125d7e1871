package org.blockwright.dsl.input;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The colors of the images that a network receives, with the names of Keras's {@code color_mode}.
 */
public enum ColorMode {
  /** Red, green and blue; the channel of a grayscale image is repeated. */
  RGB("rgb"),
  /**
   * Every image converted to grayscale; the channel is repeated for a network of three channels.
   */
  GRAYSCALE("grayscale");

  private final String id;

  ColorMode(String id) {
    this.id = id;
  }

  /** Returns the name in files, for instance {@code grayscale}. */
  public String id() {
    return id;
  }

  /** Returns the mode with this id, if there is one. */
  public static Optional<ColorMode> of(String id) {
    return Arrays.stream(values()).filter(mode -> mode.id.equals(id)).findFirst();
  }

  /** Returns the ids of all modes. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(ColorMode::id).toList();
  }
}
