package org.blockwright.data.decode;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;

/**
 * Decodes the pixels of a PNG: inflates, unfilters and deinterlaces them, scales samples to 0-255,
 * expands palettes and composes transparency over a background (PNG specification, sections 7 to 9
 * and 13.16).
 */
final class PngPixelDecoder {
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };
  private static final int[][] NOT_INTERLACED = {{0, 0, 1, 1}};

  private final PngFile png;
  private final Background background;
  private final int channels;
  private final boolean hasAlpha;
  // One of the two is used: bytes if all results are integers.
  private final byte[] bytes;
  private final float[] floats;

  PngPixelDecoder(PngFile png, Background background) {
    this.png = png;
    this.background = background;
    this.channels =
        png.colorType() == PngFile.GRAY || png.colorType() == PngFile.GRAY_ALPHA ? 1 : 3;
    this.hasAlpha =
        png.colorType() == PngFile.GRAY_ALPHA
            || png.colorType() == PngFile.RGB_ALPHA
            || png.transparency().length > 0;
    int samples = png.width() * png.height() * channels;
    boolean integers = !hasAlpha && png.bitDepth() <= 8;
    this.bytes = new byte[integers ? samples : 0];
    this.floats = new float[integers ? 0 : samples];
  }

  Image decode() throws DecodeException {
    try (InputStream in = new InflaterInputStream(png.compressed())) {
      for (int[] pass : png.interlaced() ? ADAM7 : NOT_INTERLACED) {
        decodePass(in, pass[0], pass[1], pass[2], pass[3]);
      }
      requireChecksum(in);
    } catch (IOException e) {
      throw DecodeProblems.damaged(Format.PNG, "its pixels cannot be decoded");
    }
    return floats.length == 0
        ? Image.of(png.height(), png.width(), channels, bytes)
        : Image.of(png.height(), png.width(), channels, floats);
  }

  /** Reads to the end, which makes the inflater verify the Adler-32 checksum of the pixels. */
  private static void requireChecksum(InputStream in) throws IOException {
    try {
      in.read();
    } catch (EOFException e) {
      // The checksum is missing, but all pixels are there.
    }
  }

  private void decodePass(InputStream in, int left, int top, int stepX, int stepY)
      throws IOException, DecodeException {
    int columns = (png.width() - left + stepX - 1) / stepX;
    int rows = (png.height() - top + stepY - 1) / stepY;
    if (columns <= 0 || rows <= 0) {
      return;
    }
    int bits = png.samplesPerPixel() * png.bitDepth();
    int length = (columns * bits + 7) / 8;
    int back = Math.max(1, bits / 8);
    byte[] above = new byte[length];
    byte[] line = new byte[length];
    for (int row = 0; row < rows; row++) {
      int filter = in.read();
      if (filter < 0 || in.readNBytes(line, 0, length) < length) {
        throw DecodeProblems.truncated(Format.PNG, "rows of pixels are missing");
      }
      unfilter(filter, line, above, back);
      for (int column = 0; column < columns; column++) {
        decodePixel(line, column, (top + row * stepY) * png.width() + left + column * stepX);
      }
      byte[] swap = above;
      above = line;
      line = swap;
    }
  }

  private static void unfilter(int filter, byte[] line, byte[] above, int back)
      throws DecodeException {
    for (int i = 0; i < line.length; i++) {
      int a = i >= back ? line[i - back] & 0xff : 0;
      int b = above[i] & 0xff;
      int c = i >= back ? above[i - back] & 0xff : 0;
      int predicted =
          switch (filter) {
            case 0 -> 0;
            case 1 -> a;
            case 2 -> b;
            case 3 -> (a + b) / 2;
            case 4 -> paeth(a, b, c);
            default -> throw DecodeProblems.damaged(Format.PNG, "its pixels cannot be decoded");
          };
      line[i] += (byte) predicted;
    }
  }

  private static int paeth(int a, int b, int c) {
    int p = a + b - c;
    int da = Math.abs(p - a);
    int db = Math.abs(p - b);
    int dc = Math.abs(p - c);
    return da <= db && da <= dc ? a : db <= dc ? b : c;
  }

  /** Decodes a pixel of a line and writes it to the image. */
  private void decodePixel(byte[] line, int column, int pixel) throws DecodeException {
    if (png.colorType() == PngFile.PALETTE) {
      int index = value(line, column);
      if (3 * index + 2 >= png.palette().length) {
        throw DecodeProblems.damaged(Format.PNG, "a pixel has no color");
      }
      float opacity =
          index < png.transparency().length ? (png.transparency()[index] & 0xff) / 255f : 1;
      for (int k = 0; k < 3; k++) {
        set(pixel * 3 + k, png.palette()[3 * index + k] & 0xff, opacity, background.sample(k));
      }
      return;
    }
    int perPixel = png.samplesPerPixel();
    float max = (1 << png.bitDepth()) - 1;
    float opacity = 1;
    if (perPixel > channels) {
      opacity = value(line, column * perPixel + channels) / max;
    } else if (hasAlpha && isTransparentColor(line, column * perPixel)) {
      opacity = 0;
    }
    for (int k = 0; k < channels; k++) {
      // 255 is a multiple of the maximum of 1, 2, 4 and 8 bits; 16 bits are divided by 257.
      float sample = value(line, column * perPixel + k) / (max / 255);
      float below = channels == 1 ? background.gray() : background.sample(k);
      set(pixel * channels + k, sample, opacity, below);
    }
  }

  /** Whether a pixel has the one color that the tRNS chunk makes transparent. */
  private boolean isTransparentColor(byte[] line, int first) {
    byte[] key = png.transparency();
    if (key.length < 2 * channels) {
      return false;
    }
    for (int k = 0; k < channels; k++) {
      if (value(line, first + k) != ((key[2 * k] & 0xff) << 8 | key[2 * k + 1] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  private int value(byte[] line, int index) {
    int depth = png.bitDepth();
    if (depth == 16) {
      return (line[2 * index] & 0xff) << 8 | line[2 * index + 1] & 0xff;
    }
    int bit = index * depth;
    return (line[bit >> 3] & 0xff) >> 8 - depth - (bit & 7) & (1 << depth) - 1;
  }

  private void set(int at, float sample, float opacity, float below) {
    if (floats.length == 0) {
      bytes[at] = (byte) Math.round(sample);
    } else {
      floats[at] = opacity == 1 ? sample : sample * opacity + below * (1 - opacity);
    }
  }
}
