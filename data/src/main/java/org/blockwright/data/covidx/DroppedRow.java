package org.blockwright.data.covidx;

/**
 * A row of metadata that is not in the dataset.
 *
 * @param source its source
 * @param row its number among the rows of the source, from 1
 * @param line its line in the file of metadata
 * @param file the file, relative to the source; a missing file as named in the metadata
 * @param reason the reason
 * @param detail what exactly, for instance the view, or the image of which it is a duplicate; may
 *     be empty
 */
public record DroppedRow(
    Source source, int row, int line, String file, DropReason reason, String detail) {
  static DroppedRow of(MetadataRow row, DropReason reason, String detail) {
    return new DroppedRow(row.source(), row.row(), row.line(), row.file(), reason, detail);
  }
}
