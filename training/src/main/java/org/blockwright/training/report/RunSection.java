package org.blockwright.training.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.blockwright.data.SkippedFile;
import org.blockwright.inference.Breakdown;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.training.History;

/**
 * The content of a report about one run. Start with {@link #named}; each method returns a modified
 * copy.
 *
 * @param name name of the run in the report
 * @param provenance configuration of the run as text, in the order of display
 * @param summary summary table of the network; may be empty
 * @param history training history; may be empty
 * @param subsetMeasurements metrics by subset ("validation", "test"); the last one is the headline
 * @param skipped skipped files, with the reason
 * @param notes warnings, displayed above the metrics
 * @param command command line that repeats the run; may be empty
 * @param breakdowns metrics by the values of columns of a CSV file, by subset and column
 */
public record RunSection(
    String name,
    ImmutableMap<String, String> provenance,
    String summary,
    History history,
    ImmutableMap<String, Measurements> subsetMeasurements,
    ImmutableList<SkippedFile> skipped,
    ImmutableList<String> notes,
    String command,
    ImmutableMap<String, Breakdown> breakdowns) {

  /** Returns a section without content. */
  public static RunSection named(String name) {
    return new RunSection(
        name,
        ImmutableMap.of(),
        "",
        History.empty(),
        ImmutableMap.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        "",
        ImmutableMap.of());
  }

  /** Sets the configuration of the run. */
  public RunSection provenance(Map<String, String> entries) {
    return new RunSection(
        name,
        ImmutableMap.copyOf(entries),
        summary,
        history,
        subsetMeasurements,
        skipped,
        notes,
        command,
        breakdowns);
  }

  /** Sets the summary table of the network. */
  public RunSection summary(String text) {
    return new RunSection(
        name, provenance, text, history, subsetMeasurements, skipped, notes, command, breakdowns);
  }

  /** Sets the training history. */
  public RunSection history(History history) {
    return new RunSection(
        name,
        provenance,
        summary,
        history,
        subsetMeasurements,
        skipped,
        notes,
        command,
        breakdowns);
  }

  /** Adds the metrics of a subset; the last one is the headline. */
  public RunSection withMeasurements(String subset, Measurements measurements) {
    ImmutableMap<String, Measurements> subsets =
        ImmutableMap.<String, Measurements>builder()
            .putAll(subsetMeasurements)
            .put(subset, measurements)
            .buildKeepingLast();
    return new RunSection(
        name, provenance, summary, history, subsets, skipped, notes, command, breakdowns);
  }

  /** Sets the skipped files. */
  public RunSection skipped(List<SkippedFile> files) {
    return new RunSection(
        name,
        provenance,
        summary,
        history,
        subsetMeasurements,
        ImmutableList.copyOf(files),
        notes,
        command,
        breakdowns);
  }

  /** Sets the warnings. */
  public RunSection notes(List<String> lines) {
    return new RunSection(
        name,
        provenance,
        summary,
        history,
        subsetMeasurements,
        skipped,
        ImmutableList.copyOf(lines),
        command,
        breakdowns);
  }

  /** Sets the command line that repeats the run. */
  public RunSection command(String line) {
    return new RunSection(
        name, provenance, summary, history, subsetMeasurements, skipped, notes, line, breakdowns);
  }

  /** Sets the metrics by the values of columns, by subset and column, such as test/source. */
  public RunSection breakdowns(Map<String, Breakdown> byColumn) {
    return new RunSection(
        name,
        provenance,
        summary,
        history,
        subsetMeasurements,
        skipped,
        notes,
        command,
        ImmutableMap.copyOf(byColumn));
  }
}
