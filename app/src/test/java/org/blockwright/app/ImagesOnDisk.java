package org.blockwright.app;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes small images of one color. */
final class ImagesOnDisk {
  private ImagesOnDisk() {}

  static Path writeImage(Path file, int rgb) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, rgb);
    }
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /** Writes two classes of {@code n} images each: shades of red and of blue. */
  static Path writeTwoClasses(Path folder, int n) throws IOException {
    for (int i = 0; i < n; i++) {
      writeImage(folder.resolve("blue/%02d.png".formatted(i)), 0x0000ff - i);
      writeImage(folder.resolve("red/%02d.png".formatted(i)), 0xff0000 - (i << 16));
    }
    return folder;
  }
}
