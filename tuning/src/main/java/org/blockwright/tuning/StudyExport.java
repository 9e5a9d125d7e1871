package org.blockwright.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.blockwright.base.Csv;
import org.blockwright.base.Table;

/** Formats the trials of a study as a text table, as CSV and as JSON. */
final class StudyExport {
  private StudyExport() {}

  static String table(StudyResult study) {
    var values = columnNames(study, t -> t.values().asMap());
    var metrics = columnNames(study, TrialResult::metrics);
    var header = new ArrayList<>(List.of("trial", study.metric().name()));
    header.addAll(values);
    header.addAll(metrics);
    header.add("seconds");
    var table = new Table(header.toArray(String[]::new));
    for (TrialResult t : study.sorted()) {
      var row = new ArrayList<String>();
      row.add(String.valueOf(t.number()));
      row.add(t instanceof TrialResult.Done d ? Values.format(d.score()) : stateName(t.state()));
      values.forEach(n -> row.add(cell(t.values().asMap(), n, Values::format)));
      metrics.forEach(n -> row.add(cell(t.metrics(), n, Values::format)));
      row.add(String.format(Locale.ROOT, "%.1f", t.seconds()));
      table.row(row.toArray(String[]::new));
    }
    return table
        + "\n"
        + study.failed().stream().map(f -> f.describe() + "\n").collect(Collectors.joining());
  }

  static String csv(StudyResult study) {
    var values = columnNames(study, t -> t.values().asMap());
    var metrics = columnNames(study, TrialResult::metrics);
    var header = new ArrayList<>(List.of("number", "state", "objective"));
    values.forEach(n -> header.add("params." + n));
    metrics.forEach(n -> header.add("metrics." + n));
    header.addAll(List.of("seconds", "failure"));
    var csv = new StringBuilder(Csv.line(header));
    for (TrialResult t : study.trials()) {
      var row = new ArrayList<String>();
      row.add(String.valueOf(t.number()));
      row.add(stateName(t.state()));
      row.add(t.objective().isPresent() ? String.valueOf(t.objective().getAsDouble()) : "");
      values.forEach(n -> row.add(cell(t.values().asMap(), n, String::valueOf)));
      metrics.forEach(n -> row.add(cell(t.metrics(), n, String::valueOf)));
      row.add(String.valueOf(t.seconds()));
      row.add(t instanceof TrialResult.Failed f ? f.message() : "");
      csv.append(Csv.line(row));
    }
    return csv.toString();
  }

  static String json(StudyResult study) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("metric", study.metric().name());
    tree.put("direction", study.metric().direction().id());
    tree.put("sampler", study.sampler());
    tree.put("seed", study.seed());
    tree.put("stopped", study.stopped());
    tree.put("space", SpaceWriter.toMap(study.space()));
    tree.put("trials", study.trials().stream().map(StudyExport::toMap).toList());
    try {
      return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(tree)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a trial as a line of JSON, without a line end. */
  static String jsonLine(TrialResult trial) {
    try {
      return JsonMapper.builder().build().writeValueAsString(toMap(trial));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> toMap(TrialResult trial) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("number", trial.number());
    tree.put("state", stateName(trial.state()));
    trial.objective().ifPresent(o -> tree.put("objective", o));
    tree.put("params", trial.values().asMap());
    tree.put("metrics", trial.metrics());
    if (!trial.reported().isEmpty()) {
      tree.put("reported", trial.reported());
    }
    tree.put("seconds", trial.seconds());
    if (trial instanceof TrialResult.Failed f) {
      tree.put("failure", ImmutableMap.of("exception", f.exception(), "message", f.message()));
    }
    return tree;
  }

  private static String stateName(TrialResult.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the names of all trials, in the order of their first appearance. */
  private static ImmutableSet<String> columnNames(
      StudyResult study, Function<TrialResult, Map<String, ?>> columns) {
    return study.trials().stream()
        .flatMap(t -> columns.apply(t).keySet().stream())
        .collect(ImmutableSet.toImmutableSet());
  }

  private static <T> String cell(Map<String, T> row, String name, Function<T, String> format) {
    return row.containsKey(name) ? format.apply(row.get(name)) : "";
  }
}
