package org.blockwright.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.blockwright.base.NumberParser;
import org.blockwright.base.UsageException;
import org.blockwright.data.Ratios;

/** Validation images of a job: a folder, or a part of the training images. */
sealed interface ValidationImages {
  /** A folder with one subfolder per class. */
  record Folder(Path path) implements ValidationImages {}

  /** A part of the training images, as the split that holds it out. */
  record HeldOut(Ratios ratios) implements ValidationImages {}

  /**
   * Parses a folder or a fraction between 0 and 1.
   *
   * @throws UsageException if the text is another number, and not an existing folder
   */
  static ValidationImages parse(String text) {
    Optional<Double> number = NumberParser.parseDouble(text);
    if (number.isEmpty() || Files.isDirectory(Path.of(text))) {
      return new Folder(Path.of(text));
    }
    return heldOut(number.get());
  }

  /**
   * Returns a part of the training images.
   *
   * @throws UsageException if the fraction is not between 0 and 1
   */
  static ValidationImages heldOut(double fraction) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new UsageException(JobProblems.invalidFraction(String.valueOf(fraction)));
    }
    return new HeldOut(Ratios.holdOut(fraction));
  }
}
