package org.blockwright.dsl;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which colors of an image a network sees; the words are those of Keras's {@code color_mode}. */
public enum ColorMode {
  /** Red, green and blue as the file has them; a grayscale file repeats its gray. */
  RGB("rgb"),
  /** The gray of every image, repeated where the network has three channels. */
  GRAYSCALE("grayscale");

  private final String word;

  ColorMode(String word) {
    this.word = word;
  }

  /** The word in files, for instance {@code grayscale}. */
  public String word() {
    return word;
  }

  /** The mode of this word; empty if there is none. */
  public static Optional<ColorMode> of(String word) {
    return Arrays.stream(values()).filter(mode -> mode.word.equals(word)).findFirst();
  }

  /** All words. */
  public static List<String> words() {
    return Arrays.stream(values()).map(ColorMode::word).toList();
  }
}
