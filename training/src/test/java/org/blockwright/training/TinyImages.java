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

/** Two classes of pictures of 8 x 8: those that are bright on the left, and on the right. */
public final class TinyImages {
  private static final int SIZE = 8;

  private TinyImages() {}

  /** Writes so many pictures of each class below a folder and reads them. */
  public static Dataset write(Path folder, int each) {
    SplitMix64 draws = new SplitMix64(7);
    for (int i = 0; i < 2 * each; i++) {
      boolean left = i % 2 == 0;
      write(folder.resolve(left ? "left" : "right"), "%03d.png".formatted(i), left, draws);
    }
    return ImageFolder.read(folder, ImageFolder.Options.defaults());
  }

  private static void write(Path folder, String name, boolean left, SplitMix64 draws) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        boolean bright = column < SIZE / 2 == left;
        int value = (int) draws.nextDouble(bright ? 80 : 0, bright ? 255 : 175);
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

  /** Three quarters of the pictures. */
  public static Dataset train(Dataset all) {
    return all.filter(sample -> all.samples().indexOf(sample) % 4 != 0);
  }

  /** The other quarter. */
  public static Dataset validation(Dataset all) {
    return all.filter(sample -> all.samples().indexOf(sample) % 4 == 0);
  }
}
