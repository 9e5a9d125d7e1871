package org.blockwright.app;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.StorageException;
import picocli.CommandLine.Option;

/** The option {@code --labels} of commands that use a network with a weights file. */
final class LabelsOption {
  private static final String FILE = ".txt";

  @Option(
      names = "--labels",
      order = 8,
      paramLabel = "NAME,...|FILE.txt",
      description =
          "class names, or a file with one per line, in the order of the outputs (default: those of"
              + " the weights if they are known, else of the network)")
  private Optional<String> labels;

  /**
   * Returns the labels; empty if none are given.
   *
   * @throws StorageException if the file cannot be read
   */
  List<String> labels() {
    return labels.map(LabelsOption::parse).orElse(List.of());
  }

  private static List<String> parse(String text) {
    if (!text.toLowerCase(Locale.ROOT).endsWith(FILE)) {
      return Splitter.on(',').trimResults().splitToList(text);
    }
    Path file = Path.of(text);
    try {
      return Files.readString(file, StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }
}
