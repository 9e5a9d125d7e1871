package org.blockwright.docs;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * The folder in which snippets run: forty small pictures in {@code pictures/cat} and {@code
 * pictures/dog}, one more, {@code new.png}, and the files that pages show.
 */
final class Sandbox {
  private static final int IMAGE_SIZE = 32;
  private static final int IMAGES_PER_CLASS = 20;

  private Sandbox() {}

  /** Makes the folder anew; it is the process's working directory. */
  static void prepare(Page page) throws IOException {
    Path here = Path.of("").toAbsolutePath();
    if (!here.endsWith(Path.of("target", "snippets"))) {
      throw new IllegalStateException("snippets must run in target/snippets, not in " + here);
    }
    MoreFiles.deleteDirectoryContents(here, RecursiveDeleteOption.ALLOW_INSECURE);
    for (String name : List.of("cat", "dog")) {
      Files.createDirectories(here.resolve("pictures").resolve(name));
      for (int i = 0; i < IMAGES_PER_CLASS; i++) {
        writeImage(here.resolve("pictures/%s/%s%02d.png".formatted(name, name, i)), name, i);
      }
    }
    writeImage(here.resolve("new.png"), "cat", IMAGES_PER_CLASS);
    for (CodeBlock fence : page.codeBlocks()) {
      if (fence.info().size() > 2) {
        Files.writeString(here.resolve(fence.info().get(2)), fence.text());
      }
    }
  }

  /** Cats have stripes from top to bottom, dogs from left to right. */
  private static void writeImage(Path file, String name, int number) throws IOException {
    BufferedImage image = new BufferedImage(IMAGE_SIZE, IMAGE_SIZE, BufferedImage.TYPE_INT_RGB);
    int width = 2 + number % 4;
    for (int y = 0; y < IMAGE_SIZE; y++) {
      for (int x = 0; x < IMAGE_SIZE; x++) {
        int along = name.equals("cat") ? x : y;
        image.setRGB(x, y, (along + number) / width % 2 == 0 ? 0xF0E0D0 : 0x203040);
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
