package org.blockwright.app;

import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.relu6;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.Layers.zeroPad;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.blockwright.dsl.Network;
import org.blockwright.model.Model;

/**
 * Runs typical commands on a small model. The start script runs it once in a JVM that archives the
 * classes which it has loaded ({@code -XX:ArchiveClassesAtExit}), so that later starts need not
 * load them from jars and verify them again.
 */
public final class ClassArchiveRun {
  private static final int SIZE = 32;
  private static final List<String> LABELS = List.of("dark", "light");

  private ClassArchiveRun() {}

  /** Runs the commands; the exit code is not 0 if one of them fails. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("blockwright-classes-");
    int code;
    try {
      code = runCommands(folder);
    } finally {
      delete(folder);
    }
    System.exit(code);
  }

  /**
   * Runs the commands and returns the largest exit code.
   *
   * @param folder for the model and the images
   */
  static int runCommands(Path folder) throws IOException {
    Path model = folder.resolve("model.zip");
    try (Model created = Model.create(network(), 1)) {
      created.save(model);
    }
    Path images = folder.resolve("images");
    String image = "";
    for (String label : LABELS) {
      for (String format : List.of("jpg", "png")) {
        image = writeImage(images.resolve(label), format).toString();
      }
    }
    String file = model.toString();
    int code = run("predict", file, image);
    code = Math.max(code, run("predict", file, images.toString(), "--json"));
    code = Math.max(code, run("evaluate", file, "--data", images.toString()));
    return Math.max(code, run("summary", "mobilenet"));
  }

  private static Network network() {
    return Network.named("small")
        .input(SIZE, SIZE, 3)
        .block("stem", zeroPad(1), conv(8, 3), batchNorm(), relu6())
        .block("body", depthwiseConv(3), batchNorm(), relu6(), conv(8, 1), batchNorm(), relu6())
        .head(globalAverage(), dropout(0.1), dense(LABELS.size()), softmax())
        .labels(LABELS);
  }

  private static Path writeImage(Path folder, String format) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("image." + format);
    BufferedImage image = new BufferedImage(SIZE + 1, SIZE, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, format, file.toFile());
    return file;
  }

  private static int run(String... arguments) {
    PrintStream none =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return Main.run(Console.plain(none, none), new Interruption(), arguments);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
