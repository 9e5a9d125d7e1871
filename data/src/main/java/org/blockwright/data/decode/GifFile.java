package org.blockwright.data.decode;

import java.io.ByteArrayOutputStream;

/**
 * The first frame of a GIF (GIF89a specification) on its logical screen. Pixels that the frame does
 * not cover, and transparent pixels, show the background.
 *
 * @param colorTableOffset the offset of the color table of the frame
 * @param transparentIndex the palette index of transparent pixels, -1 without one
 */
record GifFile(
    ByteReader file,
    int width,
    int height,
    int left,
    int top,
    int columns,
    int rows,
    boolean interlaced,
    long colorTableOffset,
    int colorTableSize,
    int transparentIndex,
    int codeSize,
    byte[] data) {

  static GifFile parse(byte[] content) throws DecodeException {
    ByteReader file = new ByteReader(Format.GIF, content);
    int flags = file.u8(10);
    long at = 13 + colorTableBytes(flags);
    int transparent = -1;
    while (true) {
      int blockType = file.u8(at);
      if (blockType == 0x21) {
        if (file.u8(at + 1) == 0xF9 && (file.u8(at + 3) & 1) != 0) {
          transparent = file.u8(at + 6);
        }
        at = readSubBlocks(file, at + 2, new ByteArrayOutputStream());
      } else if (blockType == 0x2C) {
        break;
      } else {
        throw DecodeProblems.damaged(Format.GIF, "it has no frame");
      }
    }
    int frameFlags = file.u8(at + 9);
    boolean localTable = (frameFlags & 0x80) != 0;
    long colorTable = localTable ? at + 10 : 13;
    int tableBytes = colorTableBytes(localTable ? frameFlags : flags);
    if (tableBytes == 0) {
      throw DecodeProblems.damaged(Format.GIF, "it has no colors");
    }
    int columns = file.u16le(at + 5);
    int rows = file.u16le(at + 7);
    Limits.check(Format.GIF, columns, rows);
    // Some writers set the screen size to 0; viewers then show the frame.
    boolean screen = file.u16le(6) > 0 && file.u16le(8) > 0;
    int width = screen ? file.u16le(6) : columns;
    int height = screen ? file.u16le(8) : rows;
    Limits.check(Format.GIF, width, height);
    long pixels = at + 10 + colorTableBytes(frameFlags);
    int codeSize = file.u8(pixels);
    if (codeSize < 1 || codeSize > 11) {
      throw DecodeProblems.damaged(Format.GIF, "its code size is " + codeSize);
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    requireNoTrailingZeros(file, readSubBlocks(file, pixels + 1, data));
    return new GifFile(
        file,
        width,
        height,
        screen ? file.u16le(at + 1) : 0,
        screen ? file.u16le(at + 3) : 0,
        columns,
        rows,
        (frameFlags & 0x40) != 0,
        colorTable,
        tableBytes / 3,
        transparent,
        codeSize,
        data.toByteArray());
  }

  /** Rejects a file that ends in zeros: an incomplete download of the full size. */
  private static void requireNoTrailingZeros(ByteReader file, long at) throws DecodeException {
    long end = at;
    while (end < file.length() && file.u8(end) == 0) {
      end++;
    }
    if (end > at && end == file.length()) {
      throw DecodeProblems.truncated(Format.GIF, "only zeros follow its first frame");
    }
  }

  private static int colorTableBytes(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
  }

  /** Appends sub-blocks up to their terminator; returns the offset after it. */
  private static long readSubBlocks(ByteReader file, long at, ByteArrayOutputStream out)
      throws DecodeException {
    while (true) {
      int size = file.u8(at++);
      if (size == 0) {
        return at;
      }
      file.requireByte(at + size - 1);
      out.write(file.array(), (int) at, size);
      at += size;
    }
  }

  Image decode(Background background) throws DecodeException {
    byte[] indices = new byte[columns * rows];
    if (new GifLzwDecoder(data, codeSize).decode(indices) < indices.length) {
      throw DecodeProblems.truncated(Format.GIF, "its first frame is incomplete");
    }
    byte[] out = new byte[width * height * 3];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) background.sample(i % 3);
    }
    for (int line = 0; line < rows; line++) {
      int y = top + (interlaced ? interlacedRow(line) : line);
      for (int column = 0; column < columns; column++) {
        int index = indices[line * columns + column] & 0xff;
        int x = left + column;
        if (index == transparentIndex || y >= height || x >= width) {
          continue;
        }
        if (index >= colorTableSize) {
          throw DecodeProblems.damaged(Format.GIF, "a pixel has no color");
        }
        System.arraycopy(
            file.array(), (int) colorTableOffset + 3 * index, out, (y * width + x) * 3, 3);
      }
    }
    return Image.of(height, width, 3, out);
  }

  /**
   * The row of an interlaced line: every 8th from 0, every 8th from 4, every 4th from 2, the odd.
   */
  private int interlacedRow(int line) {
    int[] starts = {0, 4, 2, 1};
    int[] steps = {8, 8, 4, 2};
    int remaining = line;
    for (int pass = 0; pass < 3; pass++) {
      int lines = Math.max(0, (rows - starts[pass] + steps[pass] - 1) / steps[pass]);
      if (remaining < lines) {
        return starts[pass] + remaining * steps[pass];
      }
      remaining -= lines;
    }
    return 1 + 2 * remaining;
  }
}
