package org.blockwright.serve;

import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.model.Model;

/**
 * A model that tells blue from red by the mean of these channels: softmax of {@code (2 blue, 2
 * red)}, with channels of 0 to 1.
 */
final class TestModel {
  private TestModel() {}

  /** Saves the model. */
  static Path save(Path file, String... labels) {
    Network network =
        Network.named("tiny")
            .input(8, 8, 3)
            .preprocessing(
                new Preprocessing(
                    "unit", Preprocessing.Order.RGB, 1 / 255.0, List.of(0.0), List.of(1.0)))
            .block("body", conv(3, 1).named("double"))
            .head(globalAverage(), dense(2).named("select"), softmax())
            .labels(labels);
    try (Model model = Model.create(network, 1)) {
      String body = network.graph().nodes().get(0).name();
      model.setWeights(
          body, "kernel", new float[] {2, 0, 0, 0, 2, 0, 0, 0, 2}, List.of(1, 1, 3, 3));
      model.setWeights("select", "kernel", new float[] {0, 1, 0, 0, 1, 0}, List.of(3, 2));
      model.save(file);
    }
    return file;
  }

  /** Returns an image file of one color. */
  static byte[] image(String format, Color color, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] red() {
    return image("png", Color.RED, 20, 10);
  }

  static byte[] blue() {
    return image("png", Color.BLUE, 20, 10);
  }

  /** The probability of the color of an image of one color, by the definition of softmax. */
  static double probability() {
    return Math.exp(2) / (Math.exp(2) + 1);
  }
}
