package org.blockwright.training.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
    return with(copy -> copy.provenance = ImmutableMap.copyOf(entries));
  }

  /** Sets the summary table of the network. */
  public RunSection summary(String text) {
    return with(copy -> copy.summary = text);
  }

  /** Sets the training history. */
  public RunSection history(History history) {
    return with(copy -> copy.history = history);
  }

  /** Adds the metrics of a subset; the last one is the headline. */
  public RunSection withMeasurements(String subset, Measurements measurements) {
    return with(
        copy ->
            copy.subsetMeasurements =
                ImmutableMap.<String, Measurements>builder()
                    .putAll(subsetMeasurements)
                    .put(subset, measurements)
                    .buildKeepingLast());
  }

  /** Sets the skipped files. */
  public RunSection skipped(List<SkippedFile> files) {
    return with(copy -> copy.skipped = ImmutableList.copyOf(files));
  }

  /** Sets the warnings. */
  public RunSection notes(List<String> lines) {
    return with(copy -> copy.notes = ImmutableList.copyOf(lines));
  }

  /** Sets the command line that repeats the run. */
  public RunSection command(String line) {
    return with(copy -> copy.command = line);
  }

  /** Sets the metrics by the values of columns, by subset and column, such as test/source. */
  public RunSection breakdowns(Map<String, Breakdown> byColumn) {
    return with(copy -> copy.breakdowns = ImmutableMap.copyOf(byColumn));
  }

  private RunSection with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.section();
  }

  /** A copy that is being modified. */
  private static final class Copy {
    private final String name;
    private ImmutableMap<String, String> provenance;
    private String summary;
    private History history;
    private ImmutableMap<String, Measurements> subsetMeasurements;
    private ImmutableList<SkippedFile> skipped;
    private ImmutableList<String> notes;
    private String command;
    private ImmutableMap<String, Breakdown> breakdowns;

    private Copy(RunSection original) {
      name = original.name;
      provenance = original.provenance;
      summary = original.summary;
      history = original.history;
      subsetMeasurements = original.subsetMeasurements;
      skipped = original.skipped;
      notes = original.notes;
      command = original.command;
      breakdowns = original.breakdowns;
    }

    private RunSection section() {
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
  }
}
