package org.blockwright.data.decode;

/**
 * The run-length codes of a BMP, RLE8 and RLE4. Every pixel must be given: what a file leaves out
 * has no color.
 */
final class BmpRuns {
  private final BmpFile bmp;
  private final Bytes file;
  private final byte[] out;
  private final boolean nibbles;
  private long at;
  private int x;
  private int row;
  private int given;

  BmpRuns(BmpFile bmp) {
    this.bmp = bmp;
    this.file = bmp.file();
    this.out = new byte[bmp.width() * bmp.height()];
    this.nibbles = bmp.compression() == BmpFile.RLE4;
    this.at = bmp.pixels();
  }

  /** The color of each pixel, row by row from the top. */
  byte[] indices() throws Refused {
    while (given < out.length) {
      int count = file.u8(at);
      int code = file.u8(at + 1);
      at += 2;
      if (count > 0) {
        for (int i = 0; i < count; i++) {
          put(index(code, i));
        }
      } else if (code == 0) {
        x = 0;
        row++;
      } else if (code == 1) {
        break;
      } else if (code == 2) {
        x += file.u8(at);
        row += file.u8(at + 1);
        at += 2;
      } else {
        literal(code);
      }
    }
    if (given < out.length) {
      throw DecodeProblems.damaged(
          Format.BMP, "%s of its %s pixels are missing".formatted(out.length - given, out.length));
    }
    return out;
  }

  /** Pixels as they are, filled up to two bytes. */
  private void literal(int count) throws Refused {
    int bytes = nibbles ? (count + 1) / 2 : count;
    for (int i = 0; i < count; i++) {
      put(index(file.u8(at + (nibbles ? i / 2 : i)), i));
    }
    at += bytes + (bytes & 1);
  }

  private int index(int code, int i) {
    return !nibbles ? code : (i & 1) == 0 ? code >> 4 : code & 15;
  }

  private void put(int index) throws Refused {
    if (x >= bmp.width() || row >= bmp.height()) {
      // Encoders of RLE4 fill the last byte of a row.
      if (nibbles && x == bmp.width() && row < bmp.height()) {
        x++;
        return;
      }
      throw DecodeProblems.damaged(Format.BMP, "a row has too many pixels");
    }
    out[(bmp.height() - 1 - row) * bmp.width() + x++] = (byte) index;
    given++;
  }
}
