package org.blockwright.data.decode;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A PNG file, walked chunk by chunk to IEND, every checksum compared (PNG specification, third
 * edition, section 5).
 *
 * @param palette the bytes of PLTE, empty without one
 * @param transparency the bytes of tRNS, empty without one
 * @param data where the pieces of compressed pixels lie
 */
record PngFile(
    Bytes file,
    int width,
    int height,
    int depth,
    int colour,
    boolean interlaced,
    byte[] palette,
    byte[] transparency,
    List<Piece> data,
    Orientation orientation) {

  static final int GRAY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GRAY_ALPHA = 4;
  static final int RGB_ALPHA = 6;

  /** A piece of the file. */
  record Piece(int at, int length) {}

  static PngFile walk(byte[] content) throws Refused {
    Bytes file = new Bytes(Format.PNG, content);
    byte[] palette = new byte[0];
    byte[] transparency = new byte[0];
    Orientation orientation = Orientation.UPRIGHT;
    List<Piece> data = new ArrayList<>();
    boolean header = false;
    long at = 8;
    while (true) {
      if (at + 12 > content.length) {
        throw noEnd();
      }
      long length = file.big32(at);
      if (at + 12 + length > content.length) {
        throw noEnd();
      }
      int size = (int) length;
      int body = (int) at + 8;
      checkSum(file, body, size);
      if (file.says(at + 4, "IHDR")) {
        header = size == 13;
      } else if (file.says(at + 4, "PLTE")) {
        palette = copy(content, body, size);
      } else if (file.says(at + 4, "tRNS")) {
        transparency = copy(content, body, size);
      } else if (file.says(at + 4, "eXIf")) {
        orientation = Orientation.read(file, body);
      } else if (file.says(at + 4, "IDAT")) {
        data.add(new Piece(body, size));
      } else if (file.says(at + 4, "IEND")) {
        break;
      }
      at += 12 + length;
    }
    if (!header || !file.says(12, "IHDR") || data.isEmpty()) {
      throw DecodeProblems.damaged(Format.PNG, "it holds no picture");
    }
    long width = file.big32(16);
    long height = file.big32(20);
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
    png.checkKind();
    return png;
  }

  private static byte[] copy(byte[] content, int at, int length) {
    return java.util.Arrays.copyOfRange(content, at, at + length);
  }

  private static void checkSum(Bytes file, int body, int size) throws Refused {
    CRC32 sum = new CRC32();
    sum.update(file.array(), body - 4, size + 4);
    if (sum.getValue() != file.big32((long) body + size)) {
      throw DecodeProblems.damaged(
          Format.PNG, "a checksum is wrong near byte %s".formatted(body - 8));
    }
  }

  private static Refused noEnd() {
    return DecodeProblems.cutOff(Format.PNG, "its end (IEND) is missing");
  }

  /** Table 8 of the specification: which depths go with which kind of colour. */
  private void checkKind() throws Refused {
    boolean known =
        switch (colour) {
          case GRAY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case RGB, GRAY_ALPHA, RGB_ALPHA -> depth == 8 || depth == 16;
          default -> false;
        };
    if (!known) {
      throw DecodeProblems.unsupported(
          Format.PNG, "colour kind %s with %s bits".formatted(colour, depth));
    }
    if (colour == PALETTE && palette.length < 3) {
      throw DecodeProblems.damaged(Format.PNG, "it has no colours");
    }
  }

  /** Values stored for a pixel. */
  int stored() {
    return switch (colour) {
      case RGB -> 3;
      case GRAY_ALPHA -> 2;
      case RGB_ALPHA -> 4;
      default -> 1;
    };
  }

  /** The pieces of compressed pixels as one. */
  InputStream compressed() {
    List<InputStream> pieces = new ArrayList<>();
    for (Piece piece : data) {
      pieces.add(new ByteArrayInputStream(file.array(), piece.at(), piece.length()));
    }
    return new SequenceInputStream(Collections.enumeration(pieces));
  }

  Picture decode(Background background) throws Refused {
    return orientation.upright(new PngPixels(this, background).decode());
  }
}
