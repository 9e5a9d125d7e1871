package org.blockwright.data.augment;

/**
 * What is seen where an image was moved away.
 *
 * @param mode how
 * @param value the sample of a constant, 0-255
 */
public record Fill(Mode mode, float value) {
  public static final Fill BLACK = new Fill(Mode.CONSTANT, 0);

  /** The nearest pixel of the image. */
  public static final Fill EDGE = new Fill(Mode.EDGE, 0);

  /** The image mirrored at its outermost pixel, which is not repeated: dcb|abcd|cba. */
  public static final Fill REFLECT = new Fill(Mode.REFLECT, 0);

  /** The kinds of fill. */
  public enum Mode {
    CONSTANT,
    EDGE,
    REFLECT
  }

  /** One value everywhere, 0-255. */
  public static Fill constant(double value) {
    AugmentProblems.checkRange("fill", value, 0, 255);
    return new Fill(Mode.CONSTANT, (float) value);
  }

  /** The row or column that stands for one outside of 0 .. size-1; -1 for a constant. */
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

  float value(float[] from, int row, int column, int width, int channels, int channel) {
    return row < 0 || column < 0 ? value : from[(row * width + column) * channels + channel];
  }

  /** Its part of the text form, such as {@code fill=edge}. */
  String text() {
    return "fill="
        + switch (mode) {
          case CONSTANT -> Numbers.text(value);
          case EDGE -> "edge";
          case REFLECT -> "reflect";
        };
  }
}
