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
  private static final int SIDE = 32;
  private static final int EACH = 20;

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
      for (int i = 0; i < EACH; i++) {
        picture(here.resolve("pictures/%s/%s%02d.png".formatted(name, name, i)), name, i);
      }
    }
    picture(here.resolve("new.png"), "cat", EACH);
    for (Fence fence : page.fences()) {
      if (fence.words().size() > 2) {
        Files.writeString(here.resolve(fence.words().get(2)), fence.text());
      }
    }
  }

  /** Cats have stripes from top to bottom, dogs from left to right. */
  private static void picture(Path file, String name, int number) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    int width = 2 + number % 4;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int along = name.equals("cat") ? x : y;
        image.setRGB(x, y, (along + number) / width % 2 == 0 ? 0xF0E0D0 : 0x203040);
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
