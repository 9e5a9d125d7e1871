package org.blockwright.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Small pictures of one colour each, written by the JDK. */
final class GeneratedImages {
  private GeneratedImages() {}

  static int[] color(int kind, int number) {
    return new int[] {40 * kind + 7 * number, 200 - 11 * number, 90 + 13 * number * kind};
  }

  /** Writes 0.png, 1.png, ... of 12 columns and 9 rows. */
  static void write(Path folder, int count, int kind) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      int[] c = color(kind, i);
      BufferedImage image = new BufferedImage(12, 9, BufferedImage.TYPE_INT_RGB);
      for (int at = 0; at < 12 * 9; at++) {
        image.setRGB(at % 12, at / 12, c[0] << 16 | c[1] << 8 | c[2]);
      }
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
    }
  }

  /** One gray pixel. */
  static byte[] png() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY), "png", out);
    return out.toByteArray();
  }

  /** A PNG whose chunks are whole and whose compressed pixels are no such thing. */
  static byte[] damagedPng() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'});
    chunk(out, "IHDR", new byte[] {0, 0, 0, 12, 0, 0, 0, 9, 8, 2, 0, 0, 0});
    chunk(out, "IDAT", "these are no pixels".getBytes(StandardCharsets.US_ASCII));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String kind, byte[] body)
      throws IOException {
    CRC32 sum = new CRC32();
    sum.update(kind.getBytes(StandardCharsets.US_ASCII));
    sum.update(body);
    number(out, body.length);
    out.write(kind.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    number(out, (int) sum.getValue());
  }

  private static void number(ByteArrayOutputStream out, int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(value >> shift);
    }
  }
}
