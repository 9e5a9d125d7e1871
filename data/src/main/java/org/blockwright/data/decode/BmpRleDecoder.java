package org.blockwright.data.decode;

/**
 * Decodes the run-length codes of a BMP, RLE8 and RLE4. Files that skip pixels are rejected,
 * because skipped pixels have no color.
 */
final class BmpRleDecoder {
  private final BmpFile bmp;
  private final ByteReader file;
  private final byte[] out;
  private final boolean nibbles;
  private long position;
  private int x;
  private int row;
  private int decodedCount;

  BmpRleDecoder(BmpFile bmp) {
    this.bmp = bmp;
    this.file = bmp.file();
    this.out = new byte[bmp.width() * bmp.height()];
    this.nibbles = bmp.compression() == BmpFile.RLE4;
    this.position = bmp.pixelOffset();
  }

  /** Returns the palette index of each pixel, row by row from the top. */
  byte[] decode() throws DecodeException {
    while (decodedCount < out.length) {
      int count = file.u8(position);
      int code = file.u8(position + 1);
      position += 2;
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
        x += file.u8(position);
        row += file.u8(position + 1);
        position += 2;
      } else {
        literal(code);
      }
    }
    if (decodedCount < out.length) {
      throw DecodeProblems.damaged(
          Format.BMP,
          "%s of its %s pixels are missing".formatted(out.length - decodedCount, out.length));
    }
    return out;
  }

  /** Reads uncompressed pixels, padded to a multiple of two bytes. */
  private void literal(int count) throws DecodeException {
    int bytes = nibbles ? (count + 1) / 2 : count;
    for (int i = 0; i < count; i++) {
      put(index(file.u8(position + (nibbles ? i / 2 : i)), i));
    }
    position += bytes + (bytes & 1);
  }

  private int index(int code, int i) {
    return !nibbles ? code : (i & 1) == 0 ? code >> 4 : code & 15;
  }

  private void put(int index) throws DecodeException {
    if (x >= bmp.width() || row >= bmp.height()) {
      // RLE4 encoders pad the last byte of a row.
      if (nibbles && x == bmp.width() && row < bmp.height()) {
        x++;
        return;
      }
      throw DecodeProblems.damaged(Format.BMP, "a row has too many pixels");
    }
    out[(bmp.height() - 1 - row) * bmp.width() + x++] = (byte) index;
    decodedCount++;
  }
}
