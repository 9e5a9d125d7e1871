package org.blockwright.data.audit;

import static org.blockwright.data.audit.AuditProblems.decimal;
import static org.blockwright.data.audit.AuditProblems.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.blockwright.base.Table;

/** The report of an audit as text: tables of classes, duplicates and cues, then the findings. */
public final class AuditText {
  private static final int MAX_PAIRS = 20;

  private AuditText() {}

  /** Returns lines of text; of more than 20 pairs of duplicates the first 20. */
  public static String of(Audit audit) {
    StringBuilder out = new StringBuilder();
    if (audit.images().size() > 1) {
      out.append("images: ")
          .append(
              audit.images().entrySet().stream()
                  .map(entry -> "%s %s".formatted(entry.getKey(), number(entry.getValue())))
                  .collect(Collectors.joining(", ")))
          .append("\n\n");
    }
    if (!audit.classes().isEmpty()) {
      out.append(classes(audit.classes())).append("\n\n");
    }
    if (!audit.duplicates().isEmpty()) {
      out.append(duplicates(audit.duplicates())).append("\n\n");
    }
    audit.leak().ifPresent(leak -> out.append(leak(leak)).append("\n\n"));
    audit.findings().forEach(finding -> out.append(finding).append('\n'));
    out.append("Not searched for: cropped, rotated and mirrored copies.");
    return out.toString();
  }

  /** Returns a summary in one line: the verdict about leaks, duplicates, what was examined. */
  public static String summary(Audit audit) {
    List<String> parts = new ArrayList<>();
    audit
        .leak()
        .ifPresent(
            leak ->
                parts.add(
                    "%s: size, color and brightness tell the classes apart with a balanced accuracy of %s"
                        .formatted(leak.verdict(), AuditProblems.score(leak.all()))));
    parts.add(AuditProblems.count(audit.duplicates().size(), "pair") + " of duplicates");
    int images = audit.images().values().stream().mapToInt(Integer::intValue).sum();
    parts.add("%s of %s images examined".formatted(number(audit.examined()), number(images)));
    return String.join("; ", parts);
  }

  private static Table classes(List<ClassSummary> classes) {
    Table table =
        new Table(
            "class",
            "images",
            "groups",
            "color files",
            "colored",
            "square",
            "shortest side",
            "longest side",
            "bits/pixel");
    for (ClassSummary summary : classes) {
      table.row(
          summary.name(),
          number(summary.images()),
          number(summary.groups()),
          number(summary.color()),
          number(summary.colored()),
          number(summary.square()),
          number(summary.minSide()),
          number(summary.maxSide()),
          decimal("%.2f", summary.bitsPerPixel()));
    }
    return table;
  }

  private static Table duplicates(List<DuplicatePair> pairs) {
    Table table = new Table("duplicate", "distance", "correlation", "first", "second");
    for (DuplicatePair pair : pairs.subList(0, Math.min(MAX_PAIRS, pairs.size()))) {
      table.row(
          pair.kind().toString(),
          isCopy(pair) ? "" : number(pair.distance()),
          isCopy(pair) ? "" : decimal("%.3f", pair.correlation()),
          pair.first().toString(),
          pair.second().toString());
    }
    if (pairs.size() > MAX_PAIRS) {
      table.row("%s more".formatted(number(pairs.size() - MAX_PAIRS)), "", "", "", "");
    }
    return table;
  }

  private static String leak(LeakCheck leak) {
    Table table = new Table("cues", "balanced accuracy", "skill");
    addScore(table, "all 16", leak.all(), leak.classes());
    addScore(table, "size, shape, color", leak.form(), leak.classes());
    addScore(table, "brightness", leak.tone(), leak.classes());
    String recalls =
        leak.recalls().entrySet().stream().map(AuditText::recall).collect(Collectors.joining(", "));
    return "%s\n\nrecall of all cues: %s\nbest single cues: %s\nverdict: %s"
        .formatted(table, recalls, AuditProblems.best(leak), leak.verdict());
  }

  private static String recall(Map.Entry<String, Double> recall) {
    return "%s %s".formatted(recall.getKey(), decimal("%.3f", recall.getValue()));
  }

  private static void addScore(Table table, String name, LeakScore score, int classes) {
    table.row(name, AuditProblems.score(score), decimal("%.2f", score.skill(classes)));
  }

  /** Whether a pair was found by names, so that it has no similarity. */
  private static boolean isCopy(DuplicatePair pair) {
    return pair.kind() == DuplicatePair.Kind.COPY;
  }
}
