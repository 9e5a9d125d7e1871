package org.blockwright.data.covidx;

/** What a column of metadata means. */
enum Column {
  FILE,
  /** The file extension, if the column of files does not contain it. */
  FORMAT,
  PATIENT,
  FINDING,
  VIEW,
  MODALITY,
  URL,
  NOTES
}
