package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.DataException;

/**
 * Checks label files of a published split against the sources, for instance those of COVIDx: {@code
 * PATIENT FILE CLASS SOURCE}, separated by blanks, where early ones have no source. A line of one
 * word is a patient of a fixed list.
 */
final class PublishedLabels {
  private final Map<String, Place> firstPlaces = new LinkedHashMap<>();
  private final Map<String, Place> patients = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  private PublishedLabels() {}

  private record Place(Path file, int line) {}

  /** What a line says; {@code patient} may contain blanks. */
  private record Entry(String patient, String file, boolean hasBlank) {}

  /**
   * Returns what is wrong, one line each.
   *
   * @throws DataException if a file is not a label file
   */
  static ImmutableList<String> check(List<Path> files, List<MetadataRow> rows) {
    PublishedLabels labels = new PublishedLabels();
    files.forEach(labels::read);
    labels.checkPatients(rows);
    return ImmutableList.copyOf(labels.notes);
  }

  private void read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
    int repeated = 0;
    int blanks = 0;
    Place firstRepeated = new Place(file, 0);
    Place firstBlank = new Place(file, 0);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      Place place = new Place(file, i + 1);
      Entry entry = parse(place, lines.get(i).strip());
      if (entry.hasBlank()) {
        firstBlank = blanks++ == 0 ? place : firstBlank;
      }
      String image = entry.file().isEmpty() ? entry.patient() : entry.file();
      Place first = firstPlaces.putIfAbsent(image, place);
      if (first != null && first.file().equals(file)) {
        firstRepeated = repeated++ == 0 ? place : firstRepeated;
      } else if (first != null) {
        notes.add(
            CovidXProblems.imageInTwoLabelFiles(image, first.file(), first.line(), file, i + 1));
      }
      Place ofPatient = patients.putIfAbsent(entry.patient(), place);
      if (ofPatient != null && !ofPatient.file().equals(file)) {
        notes.add(
            CovidXProblems.patientInTwoLabelFiles(
                entry.patient(), ofPatient.file(), ofPatient.line(), file, i + 1));
      }
    }
    if (repeated > 0) {
      notes.add(CovidXProblems.repeatedLabels(file, repeated, firstRepeated.line()));
    }
    if (blanks > 0) {
      notes.add(CovidXProblems.blankInPatient(file, blanks, firstBlank.line()));
    }
  }

  /** Fields are read from the right, since patients contain blanks. */
  private static Entry parse(Place place, String line) {
    String[] words = line.split("\\s+");
    if (words.length == 1) {
      return new Entry(words[0], "", false);
    }
    int classIndex = isClass(words[words.length - 1]) ? words.length - 1 : words.length - 2;
    if (classIndex < 2 || !isClass(words[classIndex])) {
      throw CovidXProblems.notALabelLine(place.file(), place.line());
    }
    String patient = String.join(" ", Arrays.copyOf(words, classIndex - 1));
    return new Entry(patient, words[classIndex - 1], classIndex > 2);
  }

  private static boolean isClass(String word) {
    return List.of("covid-19", "normal", "pneumonia", "positive", "negative")
        .contains(word.toLowerCase(Locale.ROOT));
  }

  /** A missing comma in a list of patients fuses two names, of which none exists then. */
  private void checkPatients(List<MetadataRow> rows) {
    TreeSet<String> known = new TreeSet<>();
    for (MetadataRow row : rows) {
      known.add(row.patient());
      known.add(row.file().substring(row.file().lastIndexOf('/') + 1));
      known.add(withoutExtension(row.file().substring(row.file().lastIndexOf('/') + 1)));
    }
    Map<Path, List<Map.Entry<String, Place>>> unknown = new LinkedHashMap<>();
    patients.entrySet().stream()
        .filter(entry -> !known.contains(entry.getKey()))
        .forEach(
            entry ->
                unknown
                    .computeIfAbsent(entry.getValue().file(), k -> new ArrayList<>())
                    .add(entry));
    unknown.forEach(
        (file, entries) ->
            notes.add(
                CovidXProblems.unknownPatients(
                    file,
                    entries.size(),
                    entries.get(0).getKey(),
                    entries.get(0).getValue().line())));
  }

  private static String withoutExtension(String name) {
    return name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
  }
}
