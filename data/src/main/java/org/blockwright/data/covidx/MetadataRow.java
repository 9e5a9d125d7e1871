package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One row of metadata: an image with what its source says about it.
 *
 * @param source the source
 * @param metadata the file of metadata; the folder of images if there is none
 * @param row its number among the rows of the source, from 1; the header does not count
 * @param line its line in the file of metadata; of a sheet its row
 * @param file the path relative to the source, if the image exists; otherwise as the metadata says
 * @param image the image; empty if there is no such file
 * @param patient the patient; empty if it is not known
 * @param finding the finding as the source says it, without surrounding blanks
 * @param view the view as the source says it
 * @param modality the modality; empty if it is not known
 * @param url where the source has the image from; empty if it is not known
 * @param notes free text
 */
record MetadataRow(
    Source source,
    Path metadata,
    int row,
    int line,
    String file,
    Optional<Path> image,
    String patient,
    String finding,
    String view,
    String modality,
    String url,
    String notes) {

  /** Returns the key of the patient; without one the image is a patient of its own. */
  String patientKey() {
    return source + ":" + (patient.isEmpty() ? file : patient);
  }

  /** Returns the place for messages, such as {@code figure1 line 3 (COVID-00002)}. */
  String place() {
    return "%s line %s".formatted(source, line);
  }

  /** Rows of a source, and what is worth knowing about its files. */
  record Rows(ImmutableList<MetadataRow> rows, ImmutableList<String> notes) {}
}
