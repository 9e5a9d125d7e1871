package org.blockwright.app;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.blockwright.model.Model;
import org.blockwright.training.History;

/** A small training, of images whose left or right half is bright, and what it has left. */
final class StripedImages {
  private static final String NETWORK =
      """
      name: tiny
      input: 16x16x3
      blocks:
        - {name: block1, seq: [{conv: {kernel: 3, filters: 8, activation: relu}}, {batchNorm: {}}, {maxPool: {kernel: 4}}]}
      head: [{flatten: {}}, {dropout: 0.3}, {dense: {units: 2}}, {activation: softmax}]
      """;

  private StripedImages() {}

  /** Writes the network {@code tiny.yaml} and the folder {@code images} of two classes. */
  static void write(Path folder, int imagesPerClass) throws IOException {
    Random random = new Random(20);
    Files.writeString(folder.resolve("tiny.yaml"), NETWORK);
    for (String name : List.of("left", "right")) {
      Path directory = Files.createDirectories(folder.resolve("images").resolve(name));
      for (int i = 0; i < imagesPerClass; i++) {
        BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 400; p++) {
          boolean bright = name.equals("left") == p % 20 < 10;
          image.setRGB(p % 20, p / 20, random.nextInt(bright ? 0xffffff : 0x7f7f7f));
        }
        ImageIO.write(image, "png", directory.resolve(i + ".png").toFile());
      }
    }
  }

  /** Returns the epochs of a run, without their times. */
  static List<List<Object>> epochs(Path run) {
    return History.readCsv(run.resolve("history.csv")).epochs().stream()
        .map(
            e ->
                List.<Object>of(
                    e.epoch(), e.phase(), e.trainLoss(), e.validation(), e.learningRate()))
        .toList();
  }

  /** Returns the weights of a run by layer and kind. */
  static Map<String, float[]> weights(Path run) {
    Map<String, float[]> weights = new TreeMap<>();
    try (Model model = Model.open(run.resolve("model.zip"))) {
      model
          .parameters()
          .forEach(
              (layer, all) ->
                  all.forEach(
                      p -> weights.put(layer + "/" + p.kind(), model.getWeights(layer, p.kind()))));
    }
    return weights;
  }
}
