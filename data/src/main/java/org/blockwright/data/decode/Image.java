package org.blockwright.data.decode;

import com.google.common.base.Preconditions;
import java.awt.image.BufferedImage;
import java.util.function.IntBinaryOperator;
import org.blockwright.base.DataException;

/**
 * A decoded image: height x width x channels samples of 0-255, row by row, with interleaved
 * channels (R, G, B or one gray channel). Immutable. Samples of 8-bit files are stored as bytes: a
 * photo of 12 million pixels takes 36 MB instead of 144 MB.
 */
public final class Image {
  private final int height;
  private final int width;
  private final int channels;
  // One of the two contains the samples, the other is empty.
  private final byte[] bytes;
  private final float[] floats;

  private Image(int height, int width, int channels, byte[] bytes, float[] floats) {
    Preconditions.checkArgument(
        height > 0
            && width > 0
            && (channels == 1 || channels == 3)
            && (long) height * width * channels == bytes.length + floats.length,
        "an image of %sx%sx%s cannot have %s samples",
        height,
        width,
        channels,
        bytes.length + floats.length);
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.bytes = bytes;
    this.floats = floats;
  }

  /**
   * Creates an image from float samples. The array is not copied and must not be changed
   * afterwards.
   *
   * @param samples height x width x channels values of 0-255
   */
  public static Image of(int height, int width, int channels, float[] samples) {
    return new Image(height, width, channels, new byte[0], samples);
  }

  /**
   * Creates an image from unsigned bytes. The array is not copied and must not be changed
   * afterwards.
   *
   * @param samples height x width x channels unsigned bytes
   */
  public static Image of(int height, int width, int channels, byte[] samples) {
    return new Image(height, width, channels, samples, new float[0]);
  }

  /**
   * Creates an image from one of the JDK, by the rules of {@link Decoder}: gray images have one
   * channel, all others three; 16-bit samples are divided by 257; transparency is composed over
   * black.
   *
   * @throws DataException if it has too many pixels
   */
  public static Image of(BufferedImage image) {
    try {
      return BufferedImages.toImage(image);
    } catch (DecodeException e) {
      throw DecodeProblems.tooManyPixels(e);
    }
  }

  /** The number of rows. */
  public int height() {
    return height;
  }

  /** The number of columns. */
  public int width() {
    return width;
  }

  /** The number of channels: 1 for gray, 3 for red, green, blue. */
  public int channels() {
    return channels;
  }

  /** The memory of the samples in bytes. */
  long bytes() {
    return bytes.length + (long) Float.BYTES * floats.length;
  }

  /** A sample, 0-255. */
  public float sample(int row, int column, int channel) {
    return sampleAt((row * width + column) * channels + channel);
  }

  /** Copies the samples of one channel of a row, one for each column. */
  public void copyRow(int row, int channel, float[] into) {
    int index = row * width * channels + channel;
    for (int column = 0; column < width; column++) {
      into[column] = sampleAt(index);
      index += channels;
    }
  }

  /** A copy of all samples, row by row, channels interleaved. */
  public float[] samples() {
    if (bytes.length == 0) {
      return floats.clone();
    }
    float[] out = new float[bytes.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = bytes[i] & 0xff;
    }
    return out;
  }

  /** A copy of all samples as bytes, rounded half up and clipped to 0-255. */
  public byte[] toBytes() {
    if (floats.length == 0) {
      return bytes.clone();
    }
    byte[] out = new byte[floats.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) Math.min(255, Math.max(0, (int) Math.floor(floats[i] + 0.5)));
    }
    return out;
  }

  /** Converts to one gray channel by {@link #luminance}. A gray image is returned unchanged. */
  public Image gray() {
    if (channels == 1) {
      return this;
    }
    float[] out = new float[height * width];
    for (int i = 0; i < out.length; i++) {
      out[i] = luminance(sampleAt(3 * i), sampleAt(3 * i + 1), sampleAt(3 * i + 2));
    }
    return of(height, width, 1, out);
  }

  /**
   * The gray of a color: 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), not rounded; exactly the value
   * of three equal samples.
   */
  public static float luminance(float red, float green, float blue) {
    return red == green && green == blue
        ? red
        : (float) (0.299 * red + 0.587 * green + 0.114 * blue);
  }

  /**
   * Converts to three channels by repeating a gray channel. A color image is returned unchanged.
   */
  public Image rgb() {
    if (channels == 3) {
      return this;
    }
    float[] out = new float[3 * height * width];
    for (int i = 0; i < out.length; i++) {
      out[i] = sampleAt(i / 3);
    }
    return of(height, width, 3, out);
  }

  /**
   * Returns the box with its top left corner at ({@code top}, {@code left}).
   *
   * @throws IllegalArgumentException if the box does not lie within the image
   */
  public Image crop(int top, int left, int rows, int columns) {
    Preconditions.checkArgument(
        top >= 0 && left >= 0 && top + rows <= height && left + columns <= width);
    float[] out = new float[rows * columns * channels];
    int at = 0;
    for (int row = top; row < top + rows; row++) {
      int from = (row * width + left) * channels;
      for (int i = 0; i < columns * channels; i++) {
        out[at++] = sampleAt(from + i);
      }
    }
    return of(rows, columns, channels, out);
  }

  /** Rearranges pixels; {@code source} maps a row and column to the index of the source pixel. */
  Image remap(int rows, int columns, IntBinaryOperator source) {
    byte[] toBytes = new byte[bytes.length];
    float[] toFloats = new float[floats.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int from = source.applyAsInt(row, column) * channels;
        int to = (row * columns + column) * channels;
        for (int k = 0; k < channels; k++) {
          if (floats.length == 0) {
            toBytes[to + k] = bytes[from + k];
          } else {
            toFloats[to + k] = floats[from + k];
          }
        }
      }
    }
    return new Image(rows, columns, channels, toBytes, toFloats);
  }

  /** Interpolates between two rows: 0 is row {@code upper}, 1 is row {@code lower}. */
  void interpolateRows(int upper, int lower, float weight, float[] into) {
    int a = upper * into.length;
    int b = lower * into.length;
    if (weight == 0 && floats.length > 0) {
      System.arraycopy(floats, a, into, 0, into.length);
    } else if (weight == 0) {
      for (int i = 0; i < into.length; i++) {
        into[i] = bytes[a + i] & 0xff;
      }
    } else if (floats.length == 0) {
      for (int i = 0; i < into.length; i++) {
        float above = bytes[a + i] & 0xff;
        into[i] = above + ((bytes[b + i] & 0xff) - above) * weight;
      }
    } else {
      for (int i = 0; i < into.length; i++) {
        float above = floats[a + i];
        into[i] = above + (floats[b + i] - above) * weight;
      }
    }
  }

  /** A sample by its index in {@link #samples()}. */
  float sampleAt(int index) {
    return floats.length == 0 ? bytes[index] & 0xff : floats[index];
  }

  @Override
  public String toString() {
    return "image of " + height + "x" + width + "x" + channels;
  }
}
