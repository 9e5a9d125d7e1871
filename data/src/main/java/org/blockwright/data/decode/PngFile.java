package org.blockwright.data.decode;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A PNG file, parsed chunk by chunk to IEND with all checksums verified (PNG specification, third
 * edition, section 5).
 *
 * @param palette the content of the PLTE chunk, empty without one
 * @param transparency the content of the tRNS chunk, empty without one
 * @param imageData the contents of the IDAT chunks
 */
record PngFile(
    ByteReader file,
    int width,
    int height,
    int bitDepth,
    int colorType,
    boolean interlaced,
    byte[] palette,
    byte[] transparency,
    List<Chunk> imageData,
    Orientation orientation) {

  static final int GRAY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GRAY_ALPHA = 4;
  static final int RGB_ALPHA = 6;

  /** The content of a chunk. */
  record Chunk(int offset, int length) {}

  static PngFile parse(byte[] content) throws DecodeException {
    ByteReader file = new ByteReader(Format.PNG, content);
    byte[] palette = new byte[0];
    byte[] transparency = new byte[0];
    Orientation orientation = Orientation.UPRIGHT;
    List<Chunk> data = new ArrayList<>();
    boolean header = false;
    long at = 8;
    while (true) {
      if (at + 12 > content.length) {
        throw missingEnd();
      }
      long length = file.u32be(at);
      if (at + 12 + length > content.length) {
        throw missingEnd();
      }
      int size = (int) length;
      int body = (int) at + 8;
      requireChecksum(file, body, size);
      if (file.matchesAscii(at + 4, "IHDR")) {
        header = size == 13;
      } else if (file.matchesAscii(at + 4, "PLTE")) {
        palette = copy(content, body, size);
      } else if (file.matchesAscii(at + 4, "tRNS")) {
        transparency = copy(content, body, size);
      } else if (file.matchesAscii(at + 4, "eXIf")) {
        orientation = Orientation.read(file, body);
      } else if (file.matchesAscii(at + 4, "IDAT")) {
        data.add(new Chunk(body, size));
      } else if (file.matchesAscii(at + 4, "IEND")) {
        break;
      }
      at += 12 + length;
    }
    if (!header || !file.matchesAscii(12, "IHDR") || data.isEmpty()) {
      throw DecodeProblems.damaged(Format.PNG, "it contains no image");
    }
    long width = file.u32be(16);
    long height = file.u32be(20);
    Limits.check(Format.PNG, width, height);
    PngFile png =
        new PngFile(
            file,
            (int) width,
            (int) height,
            file.u8(24),
            file.u8(25),
            file.u8(28) == 1,
            palette,
            transparency,
            List.copyOf(data),
            orientation);
    png.checkColorType();
    return png;
  }

  private static byte[] copy(byte[] content, int at, int length) {
    return Arrays.copyOfRange(content, at, at + length);
  }

  private static void requireChecksum(ByteReader file, int body, int size) throws DecodeException {
    CRC32 sum = new CRC32();
    sum.update(file.array(), body - 4, size + 4);
    if (sum.getValue() != file.u32be((long) body + size)) {
      throw DecodeProblems.damaged(
          Format.PNG, "a checksum is wrong near byte %s".formatted(body - 8));
    }
  }

  private static DecodeException missingEnd() {
    return DecodeProblems.truncated(Format.PNG, "its end (IEND) is missing");
  }

  /** Checks that color type and bit depth match (table 8 of the specification). */
  private void checkColorType() throws DecodeException {
    boolean known =
        switch (colorType) {
          case GRAY ->
              bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8 || bitDepth == 16;
          case PALETTE -> bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8;
          case RGB, GRAY_ALPHA, RGB_ALPHA -> bitDepth == 8 || bitDepth == 16;
          default -> false;
        };
    if (!known) {
      throw DecodeProblems.unsupported(
          Format.PNG, "color type %s with %s bits".formatted(colorType, bitDepth));
    }
    if (colorType == PALETTE && palette.length < 3) {
      throw DecodeProblems.damaged(Format.PNG, "it has no colors");
    }
  }

  /** The number of values stored per pixel. */
  int samplesPerPixel() {
    return switch (colorType) {
      case RGB -> 3;
      case GRAY_ALPHA -> 2;
      case RGB_ALPHA -> 4;
      default -> 1;
    };
  }

  /** The compressed pixels of all IDAT chunks. */
  InputStream compressed() {
    List<InputStream> streams = new ArrayList<>();
    for (Chunk chunk : imageData) {
      streams.add(new ByteArrayInputStream(file.array(), chunk.offset(), chunk.length()));
    }
    return new SequenceInputStream(Collections.enumeration(streams));
  }

  Image decode(Background background) throws DecodeException {
    return orientation.apply(new PngPixelDecoder(this, background).decode());
  }
}
