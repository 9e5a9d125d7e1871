package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds what is doubtful in the labels of the sources; one line of text each. */
final class LabelDefects {
  /** Diseases in notes. COVID-19 is missing: notes on contacts and pending tests name it, too. */
  private static final Pattern DISEASE =
      Pattern.compile(
          "\\b(tuberculosis|pneumonia|pneumocystis|streptococcus|klebsiella|legionella|chlamydophila|mycoplasma|aspergillosis|influenza|sars|mers)\\b",
          Pattern.CASE_INSENSITIVE);

  private LabelDefects() {}

  static ImmutableList<String> of(List<MetadataRow> rows, Selection selection) {
    List<String> notes = new ArrayList<>();
    notes.addAll(changingFindings(rows));
    notes.addAll(diseasesInNotes(rows));
    notes.addAll(negativeTests(selection));
    notes.addAll(imagesOfTwoPatients(selection));
    return ImmutableList.copyOf(notes);
  }

  /** Patients with several findings over time. */
  private static List<String> changingFindings(List<MetadataRow> rows) {
    Map<String, List<MetadataRow>> byPatient = new LinkedHashMap<>();
    rows.stream()
        .filter(row -> !row.patient().isEmpty())
        .forEach(
            row -> byPatient.computeIfAbsent(row.patientKey(), k -> new ArrayList<>()).add(row));
    List<String> notes = new ArrayList<>();
    byPatient.forEach(
        (patient, ofPatient) -> {
          Map<String, List<Integer>> lines = new TreeMap<>();
          for (MetadataRow row : ofPatient) {
            String finding = row.finding().isEmpty() ? "no finding given" : row.finding();
            lines.computeIfAbsent(finding, k -> new ArrayList<>()).add(row.line());
          }
          if (lines.size() > 1) {
            notes.add(CovidXProblems.changingFinding(patient, lines));
          }
        });
    return notes;
  }

  private static List<String> diseasesInNotes(List<MetadataRow> rows) {
    return rows.stream()
        .filter(row -> row.finding().isEmpty())
        .flatMap(
            row ->
                DISEASE
                    .matcher(row.notes())
                    .results()
                    .limit(1)
                    .map(match -> CovidXProblems.diseaseInNotes(row, match.group())))
        .toList();
  }

  /** "No finding" may mean a negative test, as the notes of actualmed say. */
  private static List<String> negativeTests(Selection selection) {
    Map<Source, Long> counts =
        selection.kept().stream()
            .filter(image -> image.imageClass() == ImageClass.NORMAL)
            .map(ScannedCandidate::row)
            .filter(row -> row.notes().toLowerCase(Locale.ROOT).contains("negative"))
            .collect(
                Collectors.groupingBy(MetadataRow::source, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> CovidXProblems.negativeTest(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static List<String> imagesOfTwoPatients(Selection selection) {
    Set<String> notes = new LinkedHashSet<>();
    for (Selection.Pair pair : selection.pairs()) {
      MetadataRow first = pair.first().row();
      MetadataRow second = pair.second().row();
      Optional<String> note =
          first.patient().isEmpty()
                  || second.patient().isEmpty()
                  || first.patientKey().equals(second.patientKey())
              ? Optional.empty()
              : Optional.of(CovidXProblems.imageOfTwoPatients(pair));
      note.ifPresent(notes::add);
    }
    return List.copyOf(notes);
  }
}
