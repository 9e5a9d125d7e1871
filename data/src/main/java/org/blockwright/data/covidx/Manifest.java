package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.base.Csv;

/** The text of {@code manifest.csv} and {@code dropped.csv}. */
final class Manifest {
  static final String DROPPED_FILE = "dropped.csv";

  private static final ImmutableList<String> HEADER =
      ImmutableList.of(
          "path",
          "class",
          "patient",
          "group",
          "subset",
          "source",
          "source_file",
          "finding",
          "view",
          "width",
          "height",
          "sha256");
  private static final ImmutableList<String> DROPPED_HEADER =
      ImmutableList.of("source", "row", "line", "source_file", "reason", "detail");

  private Manifest() {}

  static String of(List<OutputImage> images) {
    StringBuilder out = new StringBuilder(Csv.line(HEADER));
    for (OutputImage image : images) {
      MetadataRow row = image.image().row();
      ScannedImage scanned = image.image().image();
      out.append(
          Csv.line(
              image.path(),
              image.image().imageClass(),
              row.patient().isEmpty() ? "" : row.patientKey(),
              image.group(),
              image.subsetName(),
              row.source(),
              row.file(),
              row.finding(),
              row.view(),
              scanned.width(),
              scanned.height(),
              scanned.sha256()));
    }
    return out.toString();
  }

  static String ofDropped(List<DroppedRow> rows) {
    StringBuilder out = new StringBuilder(Csv.line(DROPPED_HEADER));
    for (DroppedRow row : rows) {
      out.append(
          Csv.line(row.source(), row.row(), row.line(), row.file(), row.reason(), row.detail()));
    }
    return out.toString();
  }
}
