package org.blockwright.tuning.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.Values;

/** Reads the trials of a study; those that have ended only once, because they do not change. */
final class TrialReader {
  private final long study;
  private final Map<Long, TrialRecord> ended = new HashMap<>();

  TrialReader(long study) {
    this.study = study;
  }

  /** The parts of a trial. */
  private static final class Parts {
    private final long id;
    private final int number;
    private final TrialRecord.State state;
    private final Optional<Instant> started;
    private final Optional<Instant> finished;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<Integer, Double> reported = new TreeMap<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Integer> retryOf = new ArrayList<>();
    private OptionalDouble value = OptionalDouble.empty();

    private Parts(
        long id,
        int number,
        TrialRecord.State state,
        Optional<Instant> started,
        Optional<Instant> finished) {
      this.id = id;
      this.number = number;
      this.state = state;
      this.started = started;
      this.finished = finished;
    }

    private TrialRecord build() {
      return new TrialRecord(
          id,
          number,
          state,
          Values.of(values),
          ImmutableMap.copyOf(parameters),
          value,
          ImmutableSortedMap.copyOf(reported),
          ImmutableMap.copyOf(attributes),
          ImmutableList.copyOf(retryOf),
          started,
          finished);
    }
  }

  /** Returns all trials by number. */
  synchronized List<TrialRecord> read(Connection connection) throws SQLException {
    Map<Long, Parts> changed = readTrials(connection);
    if (!changed.isEmpty()) {
      long first = changed.keySet().iterator().next();
      readParameters(connection, first, changed);
      readValues(connection, first, changed);
      readAttributes(connection, first, changed);
    }
    List<TrialRecord> all = new ArrayList<>(ended.values());
    for (Parts parts : changed.values()) {
      TrialRecord trial = parts.build();
      all.add(trial);
      if (trial.state().ended()) {
        ended.put(trial.id(), trial);
      }
    }
    all.sort(Comparator.comparingInt(TrialRecord::number));
    return all;
  }

  private Map<Long, Parts> readTrials(Connection connection) throws SQLException {
    Map<Long, Parts> changed = new LinkedHashMap<>();
    for (Parts parts :
        Sql.query(
            connection,
            row ->
                new Parts(
                    row.getLong("trial_id"),
                    row.getInt("number"),
                    TrialRecord.State.valueOf(row.getString("state")),
                    Timestamps.parse(row.getString("datetime_start")),
                    Timestamps.parse(row.getString("datetime_complete"))),
            "SELECT trial_id, number, state, datetime_start, datetime_complete FROM trials"
                + " WHERE study_id = ? ORDER BY trial_id",
            study)) {
      if (!ended.containsKey(parts.id)) {
        changed.put(parts.id, parts);
      }
    }
    return changed;
  }

  private static String from(String table) {
    return " FROM %s x JOIN trials t ON t.trial_id = x.trial_id WHERE t.study_id = ? AND t.trial_id >= ?"
        .formatted(table);
  }

  private void readParameters(Connection connection, long first, Map<Long, Parts> trials)
      throws SQLException {
    Sql.query(
        connection,
        row -> {
          Parts trial = trials.get(row.getLong("trial_id"));
          if (trial != null) {
            Parameter parameter =
                Distributions.parameter(
                    row.getString("param_name"), row.getString("distribution_json"));
            trial.parameters.put(parameter.name(), parameter);
            trial.values.put(
                parameter.name(), Distributions.value(parameter, row.getDouble("param_value")));
          }
          return null;
        },
        "SELECT x.trial_id, x.param_name, x.param_value, x.distribution_json"
            + from("trial_params")
            + " ORDER BY x.param_id",
        study,
        first);
  }

  private void readValues(Connection connection, long first, Map<Long, Parts> trials)
      throws SQLException {
    Sql.query(
        connection,
        row -> {
          Parts trial = trials.get(row.getLong("trial_id"));
          if (trial != null) {
            trial.value = OptionalDouble.of(StoredDouble.read(row, "value", "value_type"));
          }
          return null;
        },
        "SELECT x.trial_id, x.value, x.value_type" + from("trial_values"),
        study,
        first);
    Sql.query(
        connection,
        row -> {
          Parts trial = trials.get(row.getLong("trial_id"));
          if (trial != null) {
            trial.reported.put(
                row.getInt("step"),
                StoredDouble.read(row, "intermediate_value", "intermediate_value_type"));
          }
          return null;
        },
        "SELECT x.trial_id, x.step, x.intermediate_value, x.intermediate_value_type"
            + from("trial_intermediate_values"),
        study,
        first);
  }

  private void readAttributes(Connection connection, long first, Map<Long, Parts> trials)
      throws SQLException {
    Sql.query(
        connection,
        row -> {
          Parts trial = trials.get(row.getLong("trial_id"));
          if (trial != null) {
            trial.attributes.put(row.getString("key"), text(row.getString("value_json")));
          }
          return null;
        },
        "SELECT x.trial_id, x.key, x.value_json" + from("trial_user_attributes"),
        study,
        first);
    Sql.query(
        connection,
        row -> {
          Parts trial = trials.get(row.getLong("trial_id"));
          if (trial != null) {
            readSystemAttribute(trial, row.getString("key"), row.getString("value_json"));
          }
          return null;
        },
        "SELECT x.trial_id, x.key, x.value_json"
            + from("trial_system_attributes")
            + " AND x.key IN ('retry_history', 'fixed_params')",
        study,
        first);
  }

  private static void readSystemAttribute(Parts trial, String key, String json) {
    JsonNode value = Distributions.parse(json);
    if (key.equals("retry_history")) {
      value.forEach(number -> trial.retryOf.add(number.intValue()));
    } else {
      value
          .properties()
          .forEach(f -> trial.values.putIfAbsent(f.getKey(), Distributions.external(f.getValue())));
    }
  }

  /** Returns the text of a string of JSON, and other values as JSON. */
  static String text(String json) {
    JsonNode value = Distributions.parse(json);
    return value.isTextual() ? value.textValue() : json;
  }
}
