package org.blockwright.docs;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;
import org.blockwright.weights.Weights;
import org.blockwright.zoo.Zoo;

/**
 * Working directory of snippets: forty small images in {@code images/cat} and {@code images/dog},
 * one more image {@code new.png}, the files shown on the page, and, for a page that loads them,
 * random weights of MobileNet in {@code mobilenet.h5} or a model of it in {@code model.zip}.
 */
final class Sandbox {
  private static final int IMAGE_SIZE = 32;
  private static final int IMAGES_PER_CLASS = 20;
  private static final String WEIGHTS = "mobilenet.h5";
  private static final Pattern OPENED_MODEL =
      Pattern.compile("Model\\.open\\(Path\\.of\\(\"model\\.zip\"\\)");

  private Sandbox() {}

  /** Recreates the contents of the folder, which is the working directory of the process. */
  static void prepare(Page page) throws IOException {
    Path directory = Path.of("").toAbsolutePath();
    if (!directory.endsWith(Path.of("target", "snippets"))) {
      throw new IllegalStateException("snippets must run in target/snippets, not in " + directory);
    }
    MoreFiles.deleteDirectoryContents(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    for (String name : List.of("cat", "dog")) {
      Files.createDirectories(directory.resolve("images").resolve(name));
      for (int i = 0; i < IMAGES_PER_CLASS; i++) {
        writeImage(directory.resolve("images/%s/%s%02d.png".formatted(name, name, i)), name, i);
      }
    }
    writeImage(directory.resolve("new.png"), "cat", IMAGES_PER_CLASS);
    for (CodeBlock block : page.codeBlocks()) {
      if (block.info().size() > 2) {
        Files.writeString(directory.resolve(block.info().get(2)), block.text());
      }
    }
    if (hasJava(page, text -> text.contains(WEIGHTS))) {
      withMobilenet(model -> Weights.save(model, directory.resolve(WEIGHTS), false));
    }
    if (hasJava(page, OPENED_MODEL.asPredicate())) {
      withMobilenet(model -> model.save(directory.resolve("model.zip")));
    }
  }

  private static boolean hasJava(Page page, Predicate<String> matches) {
    return page.codeBlocks().stream()
        .anyMatch(block -> block.isRunnableJava() && matches.test(block.text()));
  }

  private static void withMobilenet(Consumer<Model> action) {
    Network network = Zoo.MOBILENET.network(Shape.of(32, 32, 3), List.of("cat", "dog"));
    try (Model model = Model.create(network, 1)) {
      action.accept(model);
    }
  }

  /** Writes an image with stripes: vertical for cats, horizontal for dogs. */
  private static void writeImage(Path file, String name, int number) throws IOException {
    BufferedImage image = new BufferedImage(IMAGE_SIZE, IMAGE_SIZE, BufferedImage.TYPE_INT_RGB);
    int width = 2 + number % 4;
    for (int y = 0; y < IMAGE_SIZE; y++) {
      for (int x = 0; x < IMAGE_SIZE; x++) {
        int position = name.equals("cat") ? x : y;
        image.setRGB(x, y, (position + number) / width % 2 == 0 ? 0xF0E0D0 : 0x203040);
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
