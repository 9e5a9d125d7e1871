package org.blockwright.training.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.blockwright.data.SkippedFile;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.training.History;

/**
 * All that a report says about one run. Start with {@link #named}; each word gives a copy.
 *
 * @param name what tells it from the other runs of the report
 * @param provenance what was run, in the order to show; keys and values are for people
 * @param summary the table of the network, shown as it is; may be empty
 * @param history its epochs; may be empty
 * @param subsetMeasurements what was measured, by side ("validation", "test"); the last is the
 *     headline
 * @param skipped files left out
 * @param notes warnings, shown word for word above the figures
 * @param command the command line that does it again; may be empty
 */
public record RunSection(
    String name,
    ImmutableMap<String, String> provenance,
    String summary,
    History history,
    ImmutableMap<String, Measurements> subsetMeasurements,
    ImmutableList<SkippedFile> skipped,
    ImmutableList<String> notes,
    String command) {

  public static RunSection named(String name) {
    return new RunSection(
        name,
        ImmutableMap.of(),
        "",
        History.empty(),
        ImmutableMap.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        "");
  }

  public RunSection provenance(Map<String, String> pairs) {
    return new RunSection(
        name,
        ImmutableMap.copyOf(pairs),
        summary,
        history,
        subsetMeasurements,
        skipped,
        notes,
        command);
  }

  public RunSection summary(String text) {
    return new RunSection(
        name, provenance, text, history, subsetMeasurements, skipped, notes, command);
  }

  public RunSection history(History epochs) {
    return new RunSection(
        name, provenance, summary, epochs, subsetMeasurements, skipped, notes, command);
  }

  /** One side more; what is given last is the headline. */
  public RunSection withMeasurements(String side, Measurements measurements) {
    ImmutableMap<String, Measurements> more =
        ImmutableMap.<String, Measurements>builder()
            .putAll(subsetMeasurements)
            .put(side, measurements)
            .buildKeepingLast();
    return new RunSection(name, provenance, summary, history, more, skipped, notes, command);
  }

  public RunSection skipped(List<SkippedFile> files) {
    return new RunSection(
        name,
        provenance,
        summary,
        history,
        subsetMeasurements,
        ImmutableList.copyOf(files),
        notes,
        command);
  }

  public RunSection notes(List<String> lines) {
    return new RunSection(
        name,
        provenance,
        summary,
        history,
        subsetMeasurements,
        skipped,
        ImmutableList.copyOf(lines),
        command);
  }

  public RunSection command(String line) {
    return new RunSection(
        name, provenance, summary, history, subsetMeasurements, skipped, notes, line);
  }
}
