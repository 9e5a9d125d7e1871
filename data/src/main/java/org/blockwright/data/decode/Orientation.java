package org.blockwright.data.decode;

/**
 * The orientation of an image: EXIF tag 0x0112 (CIPA DC-008, section 4.6.4), applied when decoding.
 *
 * @param code 1 upright, 2 mirrored, 3 rotated by 180 degrees, 4 rotated by 180 degrees and
 *     mirrored, 5 to 8 the same transposed
 */
record Orientation(int code) {
  static final Orientation UPRIGHT = new Orientation(1);

  /** Reads the tag from a TIFF block; upright if it is missing or damaged. */
  static Orientation read(ByteReader file, long at) {
    try {
      boolean little = file.matchesAscii(at, "II");
      if (!little && !file.matchesAscii(at, "MM")) {
        return UPRIGHT;
      }
      long directory = at + u32(file, at + 4, little);
      int entries = u16(file, directory, little);
      for (int i = 0; i < entries; i++) {
        long entry = directory + 2 + 12L * i;
        if (u16(file, entry, little) == 0x0112) {
          int code = u16(file, entry + 8, little);
          return code >= 1 && code <= 8 ? new Orientation(code) : UPRIGHT;
        }
      }
    } catch (DecodeException damaged) {
      // Image viewers also ignore truncated EXIF data.
    }
    return UPRIGHT;
  }

  private static int u16(ByteReader file, long at, boolean little) throws DecodeException {
    return little ? file.u16le(at) : file.u16be(at);
  }

  private static long u32(ByteReader file, long at, boolean little) throws DecodeException {
    return little ? file.u32le(at) : file.u32be(at);
  }

  /** Returns the upright image. */
  Image apply(Image stored) {
    if (code == 1) {
      return stored;
    }
    int h = stored.height();
    int w = stored.width();
    boolean transposed = code >= 5;
    boolean fromBottom = code == 3 || code == 4 || code == 6 || code == 7;
    boolean fromRight = code == 2 || code == 3 || code == 7 || code == 8;
    return stored.remap(
        transposed ? w : h,
        transposed ? h : w,
        (y, x) -> {
          int row = transposed ? x : y;
          int column = transposed ? y : x;
          return (fromBottom ? h - 1 - row : row) * w + (fromRight ? w - 1 - column : column);
        });
  }
}
