package org.blockwright.inference.metrics;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.blockwright.dsl.Task;

/** Remarks on undefined metrics and on groups. */
final class MeasurementNotes {
  private final Measurements m;
  private final ScoredSamples samples;
  private final ImmutableList.Builder<String> notes = ImmutableList.builder();

  private MeasurementNotes(Measurements m) {
    this.m = m;
    samples = m.scoredSamples();
  }

  static List<String> of(Measurements m) {
    if (m.samples() == 0) {
      return List.of("no samples: nothing is defined");
    }
    MeasurementNotes notes = new MeasurementNotes(m);
    switch (m.task()) {
      case CLASSIFICATION, BINARY ->
          notes.add("no true samples, excluded from the averages: %s", c -> c.support() == 0);
      case MULTI_LABEL -> notes.labels();
      case REGRESSION -> notes.targets();
    }
    if (m.task() != Task.REGRESSION) {
      notes.add(
          Metrics.PRECISION.title() + " undefined for: %s (counts as 0 in the average)",
          c -> c.support() > 0 && c.predicted() == 0);
    }
    notes.groups();
    return notes.notes.build();
  }

  private void labels() {
    add(
        "no positive sample, so that recall, average precision and ROC AUC are undefined; excluded"
            + " from the averages: %s",
        c -> c.support() == 0);
    add(
        "no negative sample, so that specificity and ROC AUC are undefined: %s",
        c -> c.support() == c.total());
  }

  private void targets() {
    add(
        "all true values are equal, so that R2 and Pearson correlation are undefined; excluded from"
            + " their averages: %s",
        c -> c.errors().r2(c.weights(), c.total()).denominator() == 0);
    add(
        "all predicted values are equal, so that Pearson correlation is undefined; excluded from"
            + " its average: %s",
        c -> c.errors().hasEqualPredictions());
  }

  private void groups() {
    if (m.hasGroupedSamples()) {
      notes.add(
          "%s samples in %s groups are not independent: %s"
              .formatted(
                  m.samples(),
                  m.groups(),
                  m.task() == Task.REGRESSION
                      ? "intervals are those of a bootstrap over groups"
                      : "the wider of Wilson's and the bootstrap interval is shown"));
    }
  }

  /** Adds a note with the names of the classes, labels or targets that satisfy a condition. */
  private void add(String note, Predicate<OneVsRest> condition) {
    String names =
        IntStream.range(0, m.names().size())
            .filter(c -> condition.test(samples.oneVsRest(c)))
            .mapToObj(m.names()::get)
            .collect(Collectors.joining(", "));
    if (!names.isEmpty()) {
      notes.add(note.formatted(names));
    }
  }
}
