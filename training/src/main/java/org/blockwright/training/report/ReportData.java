package org.blockwright.training.report;

import com.google.common.collect.ImmutableList;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything a report shows. Start with {@link #of}; each word gives a copy.
 *
 * @param title the page's
 * @param introduction a sentence or two below it, for instance what the figures mean; may be empty
 * @param runs at least one; several are also compared in one table
 * @param thumbnails the picture of a sample by its key, of any size; asked for the worst mistakes
 *     only
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

  public static ReportData of(String title, List<RunSection> runs) {
    return new ReportData(title, "", ImmutableList.copyOf(runs), key -> Optional.empty());
  }

  public ReportData lead(String sentence) {
    return new ReportData(title, sentence, runs, thumbnails);
  }

  public ReportData thumbnails(Function<String, Optional<BufferedImage>> pictures) {
    return new ReportData(title, introduction, runs, pictures);
  }
}
