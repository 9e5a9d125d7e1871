package org.blockwright.job;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.blockwright.base.NumberParser;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.format.Document;
import org.blockwright.training.phase.Phase;

/**
 * The phases of a job: the value of the setting {@code phases}. On the command line they are a text
 * with {@code |} between phases, in a file a list of maps.
 *
 * @param phases in order
 */
record PhasesText(List<Phase> phases) {
  private static final String SEPARATOR = "|";

  PhasesText {
    phases = ImmutableList.copyOf(phases);
  }

  static PhasesText parse(String text) {
    List<Phase> phases = new ArrayList<>();
    List<String> parts = Splitter.on(SEPARATOR).trimResults().splitToList(text);
    for (int i = 0; i < parts.size(); i++) {
      try {
        phases.add(Phase.parse(parts.get(i)));
      } catch (UsageException e) {
        throw new UsageException(JobProblems.inPhase(i + 1, e), e);
      }
    }
    return new PhasesText(phases);
  }

  /** Returns the text of phases that are given as the elements of a list. */
  static String join(List<String> phases) {
    return String.join(" " + SEPARATOR + " ", phases);
  }

  /** Returns the text of a phase in a file: a map, or the text itself. */
  static String text(Document phase) {
    return phase.isMap()
        ? phase.map().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + value(entry.getValue()))
            .collect(Collectors.joining("; "))
        : phase.text();
  }

  /** Returns the text of a value: a schedule may be a map, rules may be a list. */
  private static String value(Document value) {
    if (value.isList()) {
      return value.list().stream().map(Document::text).collect(Collectors.joining(","));
    }
    if (!value.isMap()) {
      return value.text();
    }
    Map<String, Document> parts = value.map();
    String kind = parts.containsKey("kind") ? parts.get("kind").text() : "constant";
    return parts.entrySet().stream()
        .filter(part -> !part.getKey().equals("kind"))
        .map(part -> "," + part.getKey() + "=" + part.getValue().text())
        .collect(Collectors.joining("", kind, ""));
  }

  /**
   * Returns a copy with a part of one phase set or replaced.
   *
   * @param name number of the phase, a dot, and the name of the part, such as {@code
   *     2.learning-rate}
   */
  PhasesText with(String name, String value) {
    int dot = name.indexOf('.');
    int number =
        NumberParser.parseLong(dot < 0 ? name : name.substring(0, dot), 1, phases.size())
            .map(Math::toIntExact)
            .orElseThrow(() -> new UsageException(JobProblems.unknownPhase(name, phases.size())));
    if (dot < 0) {
      throw new UsageException(JobProblems.unknownPhase(name, phases.size()));
    }
    List<Phase> changed = new ArrayList<>(phases);
    try {
      changed.set(number - 1, phases.get(number - 1).with(name.substring(dot + 1), value));
    } catch (UsageException e) {
      throw new UsageException(JobProblems.inPhase(number, e), e);
    }
    return new PhasesText(changed);
  }

  List<String> texts() {
    return phases.stream().map(Phase::toString).toList();
  }

  @Override
  public String toString() {
    return join(texts());
  }
}
