package org.blockwright.training.report;

import com.google.common.collect.ImmutableList;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.data.decode.ImageSource;

/**
 * The content of a report. Start with {@link #of}; each method returns a modified copy.
 *
 * @param title title of the page
 * @param introduction a short text below the title; may be empty
 * @param runs at least one; several runs are also compared in one table
 * @param thumbnails returns the image of a sample by its key, in any size; called only for the most
 *     confident errors
 */
public record ReportData(
    String title,
    String introduction,
    ImmutableList<RunSection> runs,
    Function<String, Optional<BufferedImage>> thumbnails) {

  public ReportData {
    if (runs.isEmpty()) {
      throw ReportProblems.noRuns(title);
    }
  }

  /**
   * Returns a report without introduction and images.
   *
   * @throws org.blockwright.base.UsageException if there are no runs
   */
  public static ReportData of(String title, List<RunSection> runs) {
    return new ReportData(title, "", ImmutableList.copyOf(runs), key -> Optional.empty());
  }

  /** Sets the introduction. */
  public ReportData lead(String text) {
    return new ReportData(title, text, runs, thumbnails);
  }

  /** Sets the function that returns the image of a sample by its key. */
  public ReportData thumbnails(Function<String, Optional<BufferedImage>> images) {
    return new ReportData(title, introduction, runs, images);
  }

  /**
   * Sets the function that returns the image of a sample by its key. Images that cannot be decoded
   * are left out of the report.
   */
  public ReportData images(Function<String, Optional<ImageSource>> images) {
    return thumbnails(key -> images.apply(key).flatMap(Thumbnails::read));
  }
}
