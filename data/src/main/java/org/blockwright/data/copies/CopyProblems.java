package org.blockwright.data.copies;

import java.nio.file.Path;
import java.util.List;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;

/** All messages of this package. */
final class CopyProblems {
  private CopyProblems() {}

  static UsageException noSteps() {
    return new UsageException(
        "The augmentation has no steps, so copies would equal the image. Give at least one step.");
  }

  static UsageException copies(int got) {
    return new UsageException("The number of copies must be at least 1, got %s.".formatted(got));
  }

  static DataException splitFolder(Path folder) {
    return new DataException(
        "%s has the subfolders train, validation or test, and no manifest.csv. Augment %s only: copies of other images make their results wrong."
            .formatted(folder, folder.resolve("train")));
  }

  static DataException manifestColumn(Path manifest, String name, List<String> header) {
    return new DataException(
        "%s has no column \"%s\". It has: %s."
            .formatted(manifest, name, String.join(", ", header)));
  }

  static DataException manifestPath(Path manifest, int line, String path) {
    return new DataException(
        "%s line %s: \"%s\" is not a path within the folder.".formatted(manifest, line, path));
  }

  static DataException noTrainingImages(Path folder) {
    return new DataException("%s has no training image that can be decoded.".formatted(folder));
  }

  static UsageException noImages() {
    return new UsageException("No image is given.");
  }
}
