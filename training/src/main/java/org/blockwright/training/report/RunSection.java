package org.blockwright.training.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.blockwright.data.Skipped;
import org.blockwright.training.History;
import org.blockwright.training.measure.Measurements;

/**
 * All that a report says about one run. Start with {@link #named}; each word gives a copy.
 *
 * @param name what tells it from the other runs of the report
 * @param provenance what was run, in the order to show; keys and values are for people
 * @param summary the table of the network, shown as it is; may be empty
 * @param history its epochs; may be empty
 * @param sides what was measured, by side ("validation", "test"); the last is the headline
 * @param skipped files left out
 * @param notes warnings, shown word for word above the figures
 * @param command the command line that does it again; may be empty
 */
public record RunSection(
    String name,
    ImmutableMap<String, String> provenance,
    String summary,
    History history,
    ImmutableMap<String, Measurements> sides,
    ImmutableList<Skipped> skipped,
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
        name, ImmutableMap.copyOf(pairs), summary, history, sides, skipped, notes, command);
  }

  public RunSection summary(String text) {
    return new RunSection(name, provenance, text, history, sides, skipped, notes, command);
  }

  public RunSection history(History epochs) {
    return new RunSection(name, provenance, summary, epochs, sides, skipped, notes, command);
  }

  /** One side more; what is given last is the headline. */
  public RunSection measured(String side, Measurements measurements) {
    ImmutableMap<String, Measurements> more =
        ImmutableMap.<String, Measurements>builder()
            .putAll(sides)
            .put(side, measurements)
            .buildKeepingLast();
    return new RunSection(name, provenance, summary, history, more, skipped, notes, command);
  }

  public RunSection skipped(List<Skipped> files) {
    return new RunSection(
        name, provenance, summary, history, sides, ImmutableList.copyOf(files), notes, command);
  }

  public RunSection notes(List<String> lines) {
    return new RunSection(
        name, provenance, summary, history, sides, skipped, ImmutableList.copyOf(lines), command);
  }

  public RunSection command(String line) {
    return new RunSection(name, provenance, summary, history, sides, skipped, notes, line);
  }
}
