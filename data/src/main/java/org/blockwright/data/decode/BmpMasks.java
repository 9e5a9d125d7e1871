package org.blockwright.data.decode;

/**
 * The bit masks for red, green, blue and alpha in a pixel of a BMP.
 *
 * @param bits the bits per pixel, 16 or 32
 */
record BmpMasks(int bits, Channel red, Channel green, Channel blue, Channel alpha) {

  /**
   * The bits of one channel.
   *
   * @param shift the index of the lowest bit
   * @param max the largest value, 0 for a missing channel
   */
  record Channel(int shift, long max) {
    long value(long pixel) {
      return pixel >>> shift & max;
    }

    /**
     * The value scaled to 0-255. Up to 8 bits it is rounded down, as in Pillow; more bits are not
     * rounded.
     */
    float sample(long pixel) {
      if (max == 0) {
        return 0;
      }
      long value = value(pixel);
      return max <= 255 ? value * 255 / max : (float) (value * 255.0 / max);
    }
  }

  static BmpMasks of(int bits, long red, long green, long blue, long alpha) throws DecodeException {
    long all = 0;
    for (long mask : new long[] {red, green, blue, alpha}) {
      if ((all & mask) != 0 || mask >>> bits != 0) {
        throw DecodeProblems.damaged(Format.BMP, "its bit masks overlap");
      }
      all |= mask;
    }
    if ((red | green | blue) == 0) {
      throw DecodeProblems.damaged(Format.BMP, "its bit masks are empty");
    }
    return new BmpMasks(bits, channel(red), channel(green), channel(blue), channel(alpha));
  }

  private static Channel channel(long mask) throws DecodeException {
    if (mask == 0) {
      return new Channel(0, 0);
    }
    int shift = Long.numberOfTrailingZeros(mask);
    long max = mask >>> shift;
    if ((max & max + 1) != 0) {
      throw DecodeProblems.damaged(Format.BMP, "a bit mask has gaps");
    }
    return new Channel(shift, max);
  }

  Image decode(BmpFile bmp, Background background) throws DecodeException {
    boolean opaque = isOpaque(bmp);
    boolean integers = opaque && Math.max(red.max, Math.max(green.max, blue.max)) <= 255;
    int samples = bmp.width() * bmp.height() * 3;
    byte[] bytes = new byte[integers ? samples : 0];
    float[] floats = new float[integers ? 0 : samples];
    Channel[] channels = {red, green, blue};
    for (int y = 0, at = 0; y < bmp.height(); y++) {
      for (int x = 0; x < bmp.width(); x++) {
        long pixel = pixel(bmp, y, x);
        float weight = opaque ? 1 : (float) alpha.value(pixel) / alpha.max;
        for (int k = 0; k < 3; k++, at++) {
          float sample = channels[k].sample(pixel);
          if (integers) {
            bytes[at] = (byte) sample;
          } else {
            floats[at] =
                weight == 1 ? sample : sample * weight + background.sample(k) * (1 - weight);
          }
        }
      }
    }
    return integers
        ? Image.of(bmp.height(), bmp.width(), 3, bytes)
        : Image.of(bmp.height(), bmp.width(), 3, floats);
  }

  /** Whether alpha is missing or zero everywhere; some writers leave unused alpha zero. */
  private boolean isOpaque(BmpFile bmp) throws DecodeException {
    if (alpha.max == 0) {
      return true;
    }
    for (int y = 0; y < bmp.height(); y++) {
      for (int x = 0; x < bmp.width(); x++) {
        if (alpha.value(pixel(bmp, y, x)) != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private long pixel(BmpFile bmp, int y, int x) throws DecodeException {
    long at = bmp.rowOffset(y) + (long) x * bits / 8;
    return bits == 16 ? bmp.file().u16le(at) : bmp.file().u32le(at);
  }
}
