package org.blockwright.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A folder with images 0.png to 5.png and a file set.csv. */
final class CsvFolder {
  private final Path folder;

  CsvFolder(Path folder) throws IOException {
    this.folder = folder;
    GeneratedImages.write(folder, 6, 1);
  }

  Path csv() {
    return folder.resolve("set.csv");
  }

  /** Reads lines of CSV, separated by a vertical bar. */
  Dataset read(String csv) throws IOException {
    return read(csv, options -> options);
  }

  Dataset read(String csv, UnaryOperator<ImageData.Options> options) throws IOException {
    Files.writeString(csv(), csv.replace("|", "\n") + "\n");
    return ImageData.read(csv(), options.apply(ImageData.Options.defaults()));
  }
}
