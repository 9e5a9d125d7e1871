package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.blockwright.data.covidx.Listing.NameRule;

/**
 * The public sources, as a table: where metadata and images lie, what the columns mean, and how
 * files and patients are named. Of duplicates the one of the earlier source is kept.
 */
public enum Source {
  /** ieee8023/covid-chestxray-dataset: {@code metadata.csv} and {@code images/}. */
  IEEE8023(
      "ieee8023",
      FindingForm.LAST_OF_PATH,
      "",
      List.of(
          csv(
              "filename",
              ImmutableMap.of(Column.URL, "url", Column.NOTES, "clinical_notes"),
              NameRule.extension("")))),
  /**
   * agchung/Figure1-COVID-chestxray-dataset: the file is named after the patient, and a letter
   * distinguishes the images of one patient.
   */
  FIGURE1(
      "figure1",
      FindingForm.FIRST_OF_LIST,
      "[a-z]$",
      List.of(
          csv(
              "patientid",
              ImmutableMap.of(Column.NOTES, "notes"),
              NameRule.extension(".jpg"),
              NameRule.extension(".png")))),
  /** agchung/Actualmed-COVID-chestxray-dataset: {@code metadata.csv} and {@code images/}. */
  ACTUALMED(
      "actualmed",
      FindingForm.FIRST_OF_LIST,
      "",
      List.of(csv("imagename", ImmutableMap.of(Column.NOTES, "notes"), NameRule.extension("")))),
  /**
   * COVID-19 Radiography Database, in each of its three forms: one folder and one sheet per class,
   * the images in the folder or in its subfolder {@code images/}; {@code masks/} is never read.
   */
  RADIOGRAPHY(
      "radiography",
      FindingForm.FIRST_OF_LIST,
      "",
      List.of(
          sheet("COVID-19", "COVID-19"),
          sheet("COVID", "COVID-19"),
          sheet("NORMAL", "Normal"),
          sheet("Normal", "Normal"),
          sheet("Viral Pneumonia", "Viral Pneumonia"),
          sheet("Lung_Opacity", "Lung Opacity")));

  /** How the profile {@link Profile#COVIDNET} reads a finding. */
  enum FindingForm {
    /** {@code Pneumonia/Viral/COVID-19}: the last element. */
    LAST_OF_PATH,
    /** {@code COVID-19, ARDS}: the first one. */
    FIRST_OF_LIST
  }

  private final String id;
  private final FindingForm form;
  private final String patientSuffix;
  private final ImmutableList<Listing> listings;

  Source(String id, FindingForm form, String patientSuffix, List<Listing> listings) {
    this.id = id;
    this.form = form;
    this.patientSuffix = patientSuffix;
    this.listings = ImmutableList.copyOf(listings);
  }

  /**
   * A metadata file; the columns that all of them have are the same.
   *
   * @param file the column of the files
   * @param others the columns whose names differ
   */
  private static Listing csv(String file, ImmutableMap<Column, String> others, NameRule... names) {
    return new Listing(
        ImmutableList.of("metadata.csv"),
        ImmutableList.of("images"),
        ImmutableMap.<Column, String>builder()
            .put(Column.FILE, file)
            .put(Column.PATIENT, "patientid")
            .put(Column.FINDING, "finding")
            .put(Column.VIEW, "view")
            .put(Column.MODALITY, "modality")
            .putAll(others)
            .buildOrThrow(),
        // Early releases have no modality, and call the notes "notes" or "clinical notes".
        ImmutableList.of(Column.MODALITY, Column.NOTES, Column.URL),
        ImmutableList.copyOf(names),
        "");
  }

  private static Listing sheet(String folder, String finding) {
    return new Listing(
        // "matadata" is the name in the first release.
        ImmutableList.of(folder + ".metadata.xlsx", folder + ".matadata.xlsx"),
        ImmutableList.of(folder + "/images", folder),
        ImmutableMap.of(Column.FILE, "file_name", Column.FORMAT, "format", Column.URL, "url"),
        ImmutableList.of(Column.URL),
        ImmutableList.of(
            NameRule.extension(".*"),
            new NameRule("(.*) (\\d+)", "$1 ($2)", ".*"),
            new NameRule("(.*) (\\d+)", "$1-$2", ".*")),
        finding);
  }

  /** Returns the name in options, files and messages, such as {@code figure1}. */
  public String id() {
    return id;
  }

  @Override
  public String toString() {
    return id;
  }

  FindingForm form() {
    return form;
  }

  ImmutableList<Listing> listings() {
    return listings;
  }

  /** Returns the patient of a cell: without the letter that distinguishes images of a patient. */
  String patient(String cell) {
    return patientSuffix.isEmpty() ? cell : cell.replaceFirst(patientSuffix, "");
  }
}
