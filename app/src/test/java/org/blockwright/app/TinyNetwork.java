package org.blockwright.app;

import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;

/** A network of a few weights for the images of {@link ImagesOnDisk#writeTwoClasses}. */
final class TinyNetwork {
  private TinyNetwork() {}

  /** Writes its description to {@code tiny.yaml}. */
  static Path write(Path folder) throws IOException {
    Network tiny =
        Network.named("tiny")
            .input(8, 8, 3)
            .block("body", conv(4, 1).relu())
            .head(globalAverage(), dense(2), softmax())
            .labels("blue", "red");
    return Files.writeString(folder.resolve("tiny.yaml"), NetworkFormat.toYaml(tiny));
  }
}
