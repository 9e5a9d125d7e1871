package org.blockwright.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Writes small images of one color each with the JDK. */
final class GeneratedImages {
  private GeneratedImages() {}

  static int[] color(int classNumber, int index) {
    return new int[] {
      40 * classNumber + 7 * index, 200 - 11 * index, 90 + 13 * index * classNumber
    };
  }

  /** Writes 0.png, 1.png, ... with 12 columns and 9 rows. */
  static void write(Path folder, int count, int classNumber) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      int[] c = color(classNumber, i);
      BufferedImage image = new BufferedImage(12, 9, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 12 * 9; pixel++) {
        image.setRGB(pixel % 12, pixel / 12, c[0] << 16 | c[1] << 8 | c[2]);
      }
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
    }
  }

  /** A PNG file with one gray pixel. */
  static byte[] png() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY), "png", out);
    return out.toByteArray();
  }

  /** A PNG file with valid chunks and invalid compressed pixels. */
  static byte[] damagedPng() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'});
    chunk(out, "IHDR", new byte[] {0, 0, 0, 12, 0, 0, 0, 9, 8, 2, 0, 0, 0});
    chunk(out, "IDAT", "these are not pixels".getBytes(StandardCharsets.US_ASCII));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] body)
      throws IOException {
    CRC32 sum = new CRC32();
    sum.update(type.getBytes(StandardCharsets.US_ASCII));
    sum.update(body);
    number(out, body.length);
    out.write(type.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    number(out, (int) sum.getValue());
  }

  private static void number(ByteArrayOutputStream out, int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(value >> shift);
    }
  }
}
