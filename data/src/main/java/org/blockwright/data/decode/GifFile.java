package org.blockwright.data.decode;

import java.io.ByteArrayOutputStream;

/**
 * The first frame of a GIF (GIF89a specification), drawn on its screen; what the frame leaves open
 * or transparent shows the background.
 *
 * @param colorTableOffset where the frame's colour table begins
 * @param transparentIndex the transparent index, -1 without one
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
      int kind = file.u8(at);
      if (kind == 0x21) {
        if (file.u8(at + 1) == 0xF9 && (file.u8(at + 3) & 1) != 0) {
          transparent = file.u8(at + 6);
        }
        at = readSubBlocks(file, at + 2, new ByteArrayOutputStream());
      } else if (kind == 0x2C) {
        break;
      } else {
        throw DecodeProblems.damaged(Format.GIF, "it holds no frame");
      }
    }
    int frameFlags = file.u8(at + 9);
    boolean own = (frameFlags & 0x80) != 0;
    long colours = own ? at + 10 : 13;
    int tableBytes = colorTableBytes(own ? frameFlags : flags);
    if (tableBytes == 0) {
      throw DecodeProblems.damaged(Format.GIF, "it has no colours");
    }
    int columns = file.u16le(at + 5);
    int rows = file.u16le(at + 7);
    Limits.check(Format.GIF, columns, rows);
    // Some writers leave the size of the screen 0; viewers then show the frame.
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
        colours,
        tableBytes / 3,
        transparent,
        codeSize,
        data.toByteArray());
  }

  /** A download that was cut off may have the full size: zeros up to its end. */
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

  /** Collects sub-blocks up to their terminator; returns the place after it. */
  private static long readSubBlocks(ByteReader file, long at, ByteArrayOutputStream out)
      throws DecodeException {
    while (true) {
      int size = file.u8(at++);
      if (size == 0) {
        return at;
      }
      file.u8(at + size - 1);
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
          throw DecodeProblems.damaged(Format.GIF, "a pixel has no colour");
        }
        System.arraycopy(
            file.array(), (int) colorTableOffset + 3 * index, out, (y * width + x) * 3, 3);
      }
    }
    return Image.of(height, width, 3, out);
  }

  /** Interlaced lines come in four passes: every 8th from 0, from 4, every 4th from 2, the odd. */
  private int interlacedRow(int line) {
    int[] starts = {0, 4, 2, 1};
    int[] steps = {8, 8, 4, 2};
    int left = line;
    for (int pass = 0; pass < 3; pass++) {
      int lines = Math.max(0, (rows - starts[pass] + steps[pass] - 1) / steps[pass]);
      if (left < lines) {
        return starts[pass] + left * steps[pass];
      }
      left -= lines;
    }
    return 1 + 2 * left;
  }
}
