package org.blockwright.data.augment;

/**
 * The samples of pixels that geometric steps move in from outside of an image.
 *
 * @param mode how they are determined
 * @param value the constant sample, 0-255
 */
public record Fill(Mode mode, float value) {
  public static final Fill BLACK = new Fill(Mode.CONSTANT, 0);

  /** The nearest pixel of the image. */
  public static final Fill EDGE = new Fill(Mode.EDGE, 0);

  /** The image mirrored at its edge pixels, which are not repeated: dcb|abcd|cba. */
  public static final Fill REFLECT = new Fill(Mode.REFLECT, 0);

  /** The fill modes. */
  public enum Mode {
    CONSTANT,
    EDGE,
    REFLECT
  }

  /** Returns a constant fill, 0-255. */
  public static Fill constant(double value) {
    AugmentProblems.requireRange("fill", value, 0, 255);
    return new Fill(Mode.CONSTANT, (float) value);
  }

  /** The row or column that replaces one outside of 0 .. size-1; -1 for a constant. */
  int sourceIndex(int index, int size) {
    if (index >= 0 && index < size) {
      return index;
    }
    return switch (mode) {
      case CONSTANT -> -1;
      case EDGE -> index < 0 ? 0 : size - 1;
      case REFLECT -> {
        int period = Math.max(1, 2 * (size - 1));
        int inside = Math.floorMod(index, period);
        yield inside < size ? inside : period - inside;
      }
    };
  }

  float value(float[] samples, int row, int column, int width, int channels, int channel) {
    return row < 0 || column < 0 ? value : samples[(row * width + column) * channels + channel];
  }

  /** The text form, such as {@code fill=edge}. */
  String text() {
    return "fill="
        + switch (mode) {
          case CONSTANT -> Numbers.text(value);
          case EDGE -> "edge";
          case REFLECT -> "reflect";
        };
  }
}
