package org.blockwright.tuning.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.Values;

/** Writes the rows of a trial. */
final class TrialWriter {
  private final Connection connection;

  TrialWriter(Connection connection) {
    this.connection = connection;
  }

  /** Adds a trial and returns its key. */
  long add(long study, int number, TrialRecord.State state) throws SQLException {
    return Sql.insert(
        connection,
        "trial_id",
        "INSERT INTO trials (number, study_id, state, datetime_start) VALUES (?, ?, ?, ?)",
        number,
        study,
        state.name(),
        state == TrialRecord.State.RUNNING ? Timestamps.now() : null);
  }

  /** Changes the state of a trial; returns false if it has not the expected one. */
  boolean change(long trial, TrialRecord.State from, TrialRecord.State to) throws SQLException {
    String time = to.ended() ? "datetime_complete" : "datetime_start";
    return Sql.update(
            connection,
            "UPDATE trials SET state = ?, " + time + " = ? WHERE trial_id = ? AND state = ?",
            to.name(),
            Timestamps.now(),
            trial,
            from.name())
        == 1;
  }

  /** Sets the values of parameters whose definition is known. */
  void parameters(long trial, Values values, Map<String, Parameter> definitions)
      throws SQLException {
    for (Map.Entry<String, Object> value : values.asMap().entrySet()) {
      Parameter parameter = definitions.get(value.getKey());
      if (parameter != null && parameter.contains(value.getValue())) {
        parameter(trial, parameter, value.getValue());
      }
    }
  }

  void parameter(long trial, Parameter parameter, Object value) throws SQLException {
    Sql.update(
        connection,
        "INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json)"
            + " VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (trial_id, param_name) DO UPDATE SET"
            + " param_value = excluded.param_value, distribution_json = excluded.distribution_json",
        trial,
        parameter.name(),
        Distributions.number(parameter, value),
        Distributions.json(parameter));
  }

  void value(long trial, double value) throws SQLException {
    StoredDouble stored = StoredDouble.of(value);
    Sql.update(
        connection,
        "INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES (?, 0, ?, ?)"
            + " ON CONFLICT (trial_id, objective) DO UPDATE SET"
            + " value = excluded.value, value_type = excluded.value_type",
        trial,
        stored.value(),
        stored.type());
  }

  void reported(long trial, int step, double value) throws SQLException {
    StoredDouble stored = StoredDouble.of(value);
    Sql.update(
        connection,
        "INSERT INTO trial_intermediate_values"
            + " (trial_id, step, intermediate_value, intermediate_value_type) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (trial_id, step) DO UPDATE SET"
            + " intermediate_value = excluded.intermediate_value,"
            + " intermediate_value_type = excluded.intermediate_value_type",
        trial,
        step,
        stored.value(),
        stored.type());
  }

  void userAttributes(long trial, Map<String, String> attributes) throws SQLException {
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      attribute(
          "trial_user_attributes",
          trial,
          attribute.getKey(),
          Distributions.toJson(attribute.getValue()));
    }
  }

  /** Sets an attribute of a trial. */
  void attribute(String table, long trial, String key, String json) throws SQLException {
    Sql.update(
        connection,
        "INSERT INTO "
            + table
            + " (trial_id, key, value_json) VALUES (?, ?, ?)"
            + " ON CONFLICT (trial_id, key) DO UPDATE SET value_json = excluded.value_json",
        trial,
        key,
        json);
  }

  /** Records that trials are alive, by the clock of the database. */
  void beat(Set<Long> trials) throws SQLException {
    for (long trial : trials) {
      Sql.update(
          connection,
          "INSERT INTO trial_heartbeats (trial_id, heartbeat) VALUES (?, CURRENT_TIMESTAMP)"
              + " ON CONFLICT (trial_id) DO UPDATE SET heartbeat = excluded.heartbeat",
          trial);
    }
  }
}
