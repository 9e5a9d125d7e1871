package org.blockwright.tuning.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.sql.Connection;
import java.sql.ResultSet;
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
      readParameters(connection, changed);
      readValues(connection, changed);
      readAttributes(connection, changed);
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

  /** Reads a row that belongs to a trial. */
  private interface RowReader {
    void read(ResultSet row, Parts trial) throws SQLException;
  }

  /**
   * Reads the rows of a table for the trials from a first one on.
   *
   * @param end condition and order of the query; may be empty
   */
  private void readRows(
      Connection connection,
      Map<Long, Parts> trials,
      String table,
      String columns,
      String end,
      RowReader reader)
      throws SQLException {
    Sql.query(
        connection,
        row -> {
          Parts trial = trials.get(row.getLong("trial_id"));
          if (trial != null) {
            reader.read(row, trial);
          }
          return null;
        },
        "SELECT x.trial_id, %s FROM %s x JOIN trials t ON t.trial_id = x.trial_id"
                .formatted(columns, table)
            + " WHERE t.study_id = ? AND t.trial_id >= ?"
            + end,
        study,
        trials.keySet().iterator().next());
  }

  private void readParameters(Connection connection, Map<Long, Parts> trials) throws SQLException {
    readRows(
        connection,
        trials,
        "trial_params",
        "x.param_name, x.param_value, x.distribution_json",
        " ORDER BY x.param_id",
        (row, trial) -> {
          Parameter parameter =
              Distributions.parameter(
                  row.getString("param_name"), row.getString("distribution_json"));
          trial.parameters.put(parameter.name(), parameter);
          trial.values.put(
              parameter.name(), Distributions.value(parameter, row.getDouble("param_value")));
        });
  }

  private void readValues(Connection connection, Map<Long, Parts> trials) throws SQLException {
    readRows(
        connection,
        trials,
        "trial_values",
        "x.value, x.value_type",
        "",
        (row, trial) ->
            trial.value = OptionalDouble.of(StoredDouble.read(row, "value", "value_type")));
    readRows(
        connection,
        trials,
        "trial_intermediate_values",
        "x.step, x.intermediate_value, x.intermediate_value_type",
        "",
        (row, trial) ->
            trial.reported.put(
                row.getInt("step"),
                StoredDouble.read(row, "intermediate_value", "intermediate_value_type")));
  }

  private void readAttributes(Connection connection, Map<Long, Parts> trials) throws SQLException {
    readRows(
        connection,
        trials,
        "trial_user_attributes",
        "x.key, x.value_json",
        "",
        (row, trial) ->
            trial.attributes.put(row.getString("key"), text(row.getString("value_json"))));
    readRows(
        connection,
        trials,
        "trial_system_attributes",
        "x.key, x.value_json",
        " AND x.key IN ('retry_history', 'fixed_params')",
        (row, trial) ->
            readSystemAttribute(trial, row.getString("key"), row.getString("value_json")));
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
