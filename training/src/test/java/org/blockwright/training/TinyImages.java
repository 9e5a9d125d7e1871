package org.blockwright.training;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.blockwright.base.SplitMix64;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImageFolder;

/** Images of 8 x 8 pixels in two classes: bright on the left, and bright on the right. */
public final class TinyImages {
  private static final int SIZE = 8;

  private TinyImages() {}

  /** Writes images into a sub-folder for each class, and reads the folder. */
  public static Dataset write(Path folder, int imagesPerClass) {
    SplitMix64 random = new SplitMix64(7);
    for (int i = 0; i < 2 * imagesPerClass; i++) {
      boolean left = i % 2 == 0;
      write(folder.resolve(left ? "left" : "right"), "%03d.png".formatted(i), left, random);
    }
    return ImageFolder.read(folder, ImageFolder.Options.defaults());
  }

  private static void write(Path folder, String name, boolean left, SplitMix64 random) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        boolean bright = column < SIZE / 2 == left;
        int value = (int) random.nextDouble(bright ? 80 : 0, bright ? 255 : 175);
        image.setRGB(column, row, value << 16 | value << 8 | value);
      }
    }
    try {
      Files.createDirectories(folder);
      ImageIO.write(image, "png", folder.resolve(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns three quarters of the images. */
  public static Dataset train(Dataset all) {
    return all.filter(sample -> all.samples().indexOf(sample) % 4 != 0);
  }

  /** Returns the other quarter. */
  public static Dataset validation(Dataset all) {
    return all.filter(sample -> all.samples().indexOf(sample) % 4 == 0);
  }
}
