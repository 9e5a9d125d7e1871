package org.blockwright.data.decode;

/**
 * How a camera was held: EXIF tag 0x0112 (CIPA DC-008, section 4.6.4). Applied when decoding, then
 * forgotten.
 *
 * @param code 1 upright, 2 mirrored, 3 upside down, 4 upside down and mirrored, 5 to 8 the same
 *     lying on the side
 */
record Orientation(int code) {
  static final Orientation UPRIGHT = new Orientation(1);

  /** Reads the tag from a TIFF block; one that is missing or damaged means upright. */
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
      // A picture whose EXIF is cut short is shown as stored, as viewers do.
    }
    return UPRIGHT;
  }

  private static int u16(ByteReader file, long at, boolean little) throws DecodeException {
    return little ? file.u16le(at) : file.u16be(at);
  }

  private static long u32(ByteReader file, long at, boolean little) throws DecodeException {
    return little ? file.u32le(at) : file.u32be(at);
  }

  /** The picture as it is to be seen. */
  Image apply(Image stored) {
    if (code == 1) {
      return stored;
    }
    int h = stored.height();
    int w = stored.width();
    boolean lying = code >= 5;
    boolean fromBottom = code == 3 || code == 4 || code == 6 || code == 7;
    boolean fromRight = code == 2 || code == 3 || code == 7 || code == 8;
    return stored.remap(
        lying ? w : h,
        lying ? h : w,
        (y, x) -> {
          int row = lying ? x : y;
          int column = lying ? y : x;
          return (fromBottom ? h - 1 - row : row) * w + (fromRight ? w - 1 - column : column);
        });
  }
}
