package org.blockwright.dsl.input;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which colors of an image a network sees; the words are those of Keras's {@code color_mode}. */
public enum ColorMode {
  /** Red, green and blue as the file has them; a grayscale file repeats its gray. */
  RGB("rgb"),
  /** The gray of every image, repeated where the network has three channels. */
  GRAYSCALE("grayscale");

  private final String id;

  ColorMode(String word) {
    this.id = word;
  }

  /** The word in files, for instance {@code grayscale}. */
  public String id() {
    return id;
  }

  /** The mode of this word; empty if there is none. */
  public static Optional<ColorMode> of(String word) {
    return Arrays.stream(values()).filter(mode -> mode.id.equals(word)).findFirst();
  }

  /** All words. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(ColorMode::id).toList();
  }
}
