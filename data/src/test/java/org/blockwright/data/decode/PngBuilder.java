package org.blockwright.data.decode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes small PNG files of any variant, byte by byte as in the specification. */
final class PngBuilder {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final int depth;
  private int bitBuffer;
  private int bits;

  PngBuilder(long width, long height, int depth, int colorType) {
    this.depth = depth;
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    number(header, width);
    number(header, height);
    header.write(depth);
    header.write(colorType);
    header.writeBytes(new byte[3]);
    chunk("IHDR", header.toByteArray());
  }

  PngBuilder chunk(String type, byte... body) {
    CRC32 sum = new CRC32();
    sum.update(type.getBytes(StandardCharsets.US_ASCII));
    sum.update(body);
    number(out, body.length);
    out.writeBytes(type.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(body);
    number(out, sum.getValue());
    return this;
  }

  /** Appends unfiltered rows of values. */
  PngBuilder rows(int[]... rows) {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    for (int[] row : rows) {
      raw.write(0);
      for (int value : row) {
        put(raw, value);
      }
      while (bits > 0) {
        put(raw, 0);
      }
    }
    return pixels(raw.toByteArray());
  }

  /** Appends rows of bytes, each starting with its filter type. */
  PngBuilder pixels(byte... raw) {
    Deflater deflater = new Deflater();
    deflater.setInput(raw);
    deflater.finish();
    byte[] compressed = new byte[raw.length + 100];
    int length = deflater.deflate(compressed);
    deflater.end();
    // In two chunks, as in large files.
    chunk("IDAT", java.util.Arrays.copyOfRange(compressed, 0, length / 2));
    return chunk("IDAT", java.util.Arrays.copyOfRange(compressed, length / 2, length));
  }

  private void put(ByteArrayOutputStream raw, int value) {
    if (depth == 16) {
      raw.write(value >> 8);
      raw.write(value);
      return;
    }
    bitBuffer = bitBuffer << depth | value;
    bits += depth;
    if (bits == 8) {
      raw.write(bitBuffer);
      bits = 0;
      bitBuffer = 0;
    }
  }

  byte[] build() {
    chunk("IEND");
    return out.toByteArray();
  }

  private static void number(ByteArrayOutputStream to, long value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      to.write((int) (value >> shift));
    }
  }
}
