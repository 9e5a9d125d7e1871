package org.blockwright.data.decode;

import java.util.Optional;

/**
 * A BMP file: all Windows and OS/2 headers, 1 to 32 bits per pixel, palettes, bit masks, RLE (MSDN
 * "Bitmap Storage" and OS/2 "Bitmap File Format"). Unsupported variants are rejected, because a
 * decoder that guesses returns wrong colors.
 *
 * @param pixelOffset the offset of the pixels
 * @param paletteOffset the offset of the palette
 * @param paletteSize the number of palette entries, 0 without a palette
 * @param paletteEntrySize the bytes per palette entry: 3 or 4
 * @param masks the bit masks of pixels with 16 or 32 bits
 */
record BmpFile(
    ByteReader file,
    int width,
    int height,
    boolean topDown,
    int bits,
    int compression,
    int pixelOffset,
    int paletteOffset,
    int paletteSize,
    int paletteEntrySize,
    Optional<BmpMasks> masks) {

  static final int NONE = 0;
  static final int RLE8 = 1;
  static final int RLE4 = 2;
  private static final int BITFIELDS = 3;
  private static final int ALPHA_BITFIELDS = 6;

  private static final int FILE_HEADER_SIZE = 14;
  private static final int CORE_HEADER_SIZE = 12;
  private static final int INFO_HEADER_SIZE = 40;
  private static final int OS2_HEADER_SIZE = 64;

  static BmpFile parse(byte[] content) throws DecodeException {
    ByteReader file = new ByteReader(Format.BMP, content);
    long pixels = file.u32le(10);
    long size = file.u32le(14);
    boolean core = size == CORE_HEADER_SIZE;
    if (!core && (size < 16 || size > 124 || size % 4 != 0 && size != 42 && size != 46)) {
      throw DecodeProblems.damaged(Format.BMP, "its header has %s bytes".formatted(size));
    }
    long width = core ? file.u16le(18) : (int) file.u32le(18);
    // A negative height means that the top row is stored first.
    long signed = core ? file.u16le(20) : (int) file.u32le(22);
    int bits = file.u16le(core ? 24 : 28);
    int compression = size >= 20 ? (int) Math.min(99, file.u32le(30)) : NONE;
    long used = size >= 36 ? file.u32le(46) : 0;
    Limits.check(Format.BMP, width, Math.abs(signed));
    boolean windows = size >= INFO_HEADER_SIZE && size != OS2_HEADER_SIZE;
    boolean indexed = bits == 1 || bits == 2 || bits == 4 || bits == 8;
    check(windows, bits, indexed, compression, signed < 0);
    Optional<BmpMasks> masks = masks(file, size, bits, compression);
    int colorSize = core ? 3 : 4;
    long palette = FILE_HEADER_SIZE + size;
    int colors = 0;
    if (indexed) {
      long declared = used > 0 && used < 1L << bits ? used : 1L << bits;
      colors = (int) Math.max(0, Math.min(declared, (pixels - palette) / colorSize));
    }
    boolean masksAfterHeader = size == INFO_HEADER_SIZE && masks.isPresent() && compression != NONE;
    if (pixels < palette + (masksAfterHeader ? 12 : 0)) {
      throw DecodeProblems.damaged(
          Format.BMP, "its pixel offset %s lies within its header".formatted(pixels));
    }
    if (indexed && colors == 0) {
      throw DecodeProblems.damaged(Format.BMP, "it has no colors");
    }
    int height = (int) Math.abs(signed);
    long row = (width * bits + 31) / 32 * 4;
    // The last row may lack its padding.
    long needed =
        compression == RLE8 || compression == RLE4
            ? 2
            : row * (height - 1) + (width * bits + 7) / 8;
    if (pixels + needed > content.length) {
      throw DecodeProblems.truncated(
          Format.BMP,
          "its header requires %s bytes of pixels, found %s"
              .formatted(needed, Math.max(0, content.length - pixels)));
    }
    return new BmpFile(
        file,
        (int) width,
        height,
        signed < 0,
        bits,
        compression,
        (int) pixels,
        (int) palette,
        colors,
        colorSize,
        masks);
  }

  private static void check(
      boolean windows, int bits, boolean indexed, int compression, boolean topDown)
      throws DecodeException {
    boolean direct = bits == 16 || bits == 24 || bits == 32;
    boolean known =
        switch (compression) {
          case NONE -> indexed || direct;
          case RLE8 -> bits == 8 && !topDown;
          case RLE4 -> bits == 4 && !topDown;
          // These codes have another meaning in OS/2 headers.
          case BITFIELDS, ALPHA_BITFIELDS -> windows && (bits == 16 || bits == 32);
          default -> false;
        };
    if (!known) {
      throw DecodeProblems.unsupported(
          Format.BMP,
          "%s bits per pixel with compression %s%s"
              .formatted(bits, compression, topDown ? ", top row first" : ""));
    }
  }

  private static Optional<BmpMasks> masks(ByteReader file, long size, int bits, int compression)
      throws DecodeException {
    if (compression == BITFIELDS || compression == ALPHA_BITFIELDS) {
      // Longer headers contain the masks at the offset where they follow the shortest header.
      boolean alpha = size >= 56 || size == INFO_HEADER_SIZE && compression == ALPHA_BITFIELDS;
      return Optional.of(
          BmpMasks.of(
              bits, file.u32le(54), file.u32le(58), file.u32le(62), alpha ? file.u32le(66) : 0));
    }
    if (bits == 16) {
      return Optional.of(BmpMasks.of(16, 0x7C00, 0x03E0, 0x001F, 0));
    }
    // Without masks, the fourth byte of 32 bits is unused.
    return bits == 32 ? Optional.of(BmpMasks.of(32, 0xFF0000, 0xFF00, 0xFF, 0)) : Optional.empty();
  }

  Image decode(Background background) throws DecodeException {
    if (masks.isPresent()) {
      return masks.orElseThrow().decode(this, background);
    }
    byte[] out = new byte[width * height * 3];
    if (bits == 24) {
      for (int y = 0; y < height; y++) {
        int from = rowOffset(y);
        for (int x = 0; x < width; x++) {
          for (int k = 0; k < 3; k++) {
            out[(y * width + x) * 3 + k] = file.array()[from + 3 * x + 2 - k];
          }
        }
      }
      return Image.of(height, width, 3, out);
    }
    byte[] indices = compression == NONE ? indices() : new BmpRleDecoder(this).decode();
    for (int i = 0; i < indices.length; i++) {
      int index = indices[i] & 0xff;
      if (index >= paletteSize) {
        throw DecodeProblems.damaged(Format.BMP, "a pixel has no color");
      }
      for (int k = 0; k < 3; k++) {
        out[3 * i + k] = file.array()[paletteOffset + paletteEntrySize * index + 2 - k];
      }
    }
    return Image.of(height, width, 3, out);
  }

  /** The offset of a row, counted from the top of the image. */
  int rowOffset(int y) {
    int length = (int) (((long) width * bits + 31) / 32 * 4);
    return pixelOffset + length * (topDown ? y : height - 1 - y);
  }

  private byte[] indices() {
    byte[] out = new byte[width * height];
    for (int y = 0; y < height; y++) {
      int from = rowOffset(y);
      for (int x = 0; x < width; x++) {
        int bit = x * bits;
        out[y * width + x] =
            (byte)
                ((file.array()[from + (bit >> 3)] & 0xff) >> 8 - bits - (bit & 7)
                    & (1 << bits) - 1);
      }
    }
    return out;
  }
}
