package org.blockwright.tuning.storage;

import com.google.common.collect.ImmutableMap;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.StudyStore;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.Values;

/** A study in a database. */
final class JdbcStudy implements StudyStore {
  private final Database database;
  private final long id;
  private final String name;
  private final Direction direction;
  private final TrialReader reader;
  private final Map<Long, Seen> heartbeats = new HashMap<>();

  /** A heartbeat, and when this process has seen it first, by its own clock that is never set. */
  private record Seen(String heartbeat, long nanos) {}

  JdbcStudy(Database database, long id, String name, Direction direction) {
    this.database = database;
    this.id = id;
    this.name = name;
    this.direction = direction;
    this.reader = new TrialReader(id);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Direction direction() {
    return direction;
  }

  @Override
  public Map<String, String> attributes() {
    return database.read(
        "read the study",
        (connection, again) -> {
          Map<String, String> attributes = new LinkedHashMap<>();
          Sql.query(
              connection,
              row ->
                  attributes.put(
                      row.getString("key"), TrialReader.text(row.getString("value_json"))),
              "SELECT key, value_json FROM study_user_attributes WHERE study_id = ?"
                  + " ORDER BY study_user_attribute_id",
              id);
          return ImmutableMap.copyOf(attributes);
        });
  }

  @Override
  public void setAttribute(String key, String value) {
    database.call(
        "write the study",
        (connection, again) ->
            Sql.update(
                connection,
                "INSERT INTO study_user_attributes (study_id, key, value_json) VALUES (?, ?, ?)"
                    + " ON CONFLICT (study_id, key) DO UPDATE SET value_json = excluded.value_json",
                id,
                key,
                Distributions.toJson(value)));
  }

  @Override
  public List<TrialRecord> trials() {
    return database.read("read the trials", (connection, again) -> reader.read(connection));
  }

  @Override
  public Optional<TrialRecord> start(Function<List<TrialRecord>, Optional<Start>> choice) {
    String owner = Owner.current().json(UUID.randomUUID().toString());
    return database.call(
        "start a trial",
        (connection, again) -> {
          lock(connection);
          if (again) {
            Optional<TrialRecord> committed = started(connection, owner);
            if (committed.isPresent()) {
              return committed;
            }
          }
          Optional<Start> start = choice.apply(reader.read(connection));
          if (start.isEmpty()) {
            return Optional.empty();
          }
          start(connection, start.get(), owner);
          return started(connection, owner);
        });
  }

  /** Keeps other processes from starting trials until the transaction ends. */
  private void lock(Connection connection) throws SQLException {
    if (database.url().kind() == StorageUrl.Kind.POSTGRESQL) {
      Sql.query(
          connection, row -> 0, "SELECT study_id FROM studies WHERE study_id = ? FOR UPDATE", id);
    }
    // A transaction of SQLite locks the file.
  }

  private Optional<TrialRecord> started(Connection connection, String owner) throws SQLException {
    return reader.read(connection).stream()
        .filter(t -> owner.equals(t.attributes().get(Owner.KEY)))
        .findFirst();
  }

  private void start(Connection connection, Start start, String owner) throws SQLException {
    TrialWriter writer = new TrialWriter(connection);
    long trial;
    if (start instanceof Start.Waiting waiting) {
      trial = waiting.trial().id();
      writer.change(trial, TrialRecord.State.WAITING, TrialRecord.State.RUNNING);
      writeParameters(writer, trial, waiting.values(), waiting.space());
    } else {
      Start.New fresh = (Start.New) start;
      trial = writer.add(id, count(connection), TrialRecord.State.RUNNING);
      writeParameters(writer, trial, fresh.values(), fresh.space());
    }
    writer.userAttributes(trial, ImmutableMap.of(Owner.KEY, owner));
    writer.beat(Set.of(trial));
  }

  private static void writeParameters(TrialWriter writer, long trial, Values values, Space space)
      throws SQLException {
    Map<String, Parameter> definitions = new LinkedHashMap<>();
    space.parameters().forEach(p -> definitions.put(p.name(), p));
    writer.parameters(trial, values, definitions);
  }

  private int count(Connection connection) throws SQLException {
    return Sql.query(
            connection, row -> row.getInt(1), "SELECT COUNT(*) FROM trials WHERE study_id = ?", id)
        .get(0);
  }

  @Override
  public void setParameter(TrialRecord trial, Parameter parameter, Object value) {
    database.call(
        "write a trial",
        (connection, again) -> {
          new TrialWriter(connection).parameter(trial.id(), parameter, value);
          return null;
        });
  }

  @Override
  public void report(TrialRecord trial, int step, double value) {
    database.call(
        "write a trial",
        (connection, again) -> {
          new TrialWriter(connection).reported(trial.id(), step, value);
          return null;
        });
  }

  @Override
  public boolean end(
      TrialRecord trial,
      TrialRecord.State state,
      OptionalDouble value,
      Map<String, String> attributes) {
    return database.call(
        "end a trial",
        (connection, again) ->
            end(connection, trial, state, value, attributes)
                || again && stateOf(connection, trial) == state);
  }

  private static boolean end(
      Connection connection,
      TrialRecord trial,
      TrialRecord.State state,
      OptionalDouble value,
      Map<String, String> attributes)
      throws SQLException {
    TrialWriter writer = new TrialWriter(connection);
    if (!writer.change(trial.id(), TrialRecord.State.RUNNING, state)) {
      return false;
    }
    if (value.isPresent()) {
      writer.value(trial.id(), value.getAsDouble());
    }
    writer.userAttributes(trial.id(), attributes);
    return true;
  }

  private static TrialRecord.State stateOf(Connection connection, TrialRecord trial)
      throws SQLException {
    return Sql.query(
            connection,
            row -> TrialRecord.State.valueOf(row.getString(1)),
            "SELECT state FROM trials WHERE trial_id = ?",
            trial.id())
        .get(0);
  }

  @Override
  public boolean retry(TrialRecord trial, String reason, int maxRetries) {
    return database.call(
        "repeat a trial",
        (connection, again) -> {
          lock(connection);
          int number = count(connection);
          TrialRecord current = current(connection, trial);
          boolean repeat = trial.retryOf().size() < maxRetries;
          Map<String, String> attributes = new LinkedHashMap<>();
          attributes.put(TrialRecord.FAILURE, reason);
          if (repeat) {
            attributes.put(TrialRecord.RETRIED, String.valueOf(number));
          }
          if (!end(connection, trial, TrialRecord.State.FAIL, OptionalDouble.empty(), attributes)) {
            return false;
          }
          if (repeat) {
            repeat(connection, current, number);
          }
          return true;
        });
  }

  /** Returns a running trial with the values that it has now. */
  private TrialRecord current(Connection connection, TrialRecord trial) throws SQLException {
    return reader.read(connection).stream()
        .filter(t -> t.id() == trial.id())
        .findFirst()
        .orElse(trial);
  }

  /** Adds a waiting trial as Optuna's callback for stale trials does. */
  private void repeat(Connection connection, TrialRecord trial, int number) throws SQLException {
    TrialWriter writer = new TrialWriter(connection);
    long added = writer.add(id, number, TrialRecord.State.WAITING);
    writer.parameters(added, trial.values(), trial.parameters());
    List<Integer> history = new ArrayList<>(trial.retryOf());
    history.add(trial.number());
    String table = "trial_system_attributes";
    writer.attribute(table, added, "failed_trial", String.valueOf(history.get(0)));
    writer.attribute(table, added, "retry_history", Distributions.toJson(history));
  }

  @Override
  public void beat(Set<Long> trials) {
    if (!trials.isEmpty()) {
      database.call(
          "record a heartbeat",
          (connection, again) -> {
            new TrialWriter(connection).beat(trials);
            return null;
          });
    }
  }

  @Override
  public synchronized List<TrialRecord> abandoned(Duration grace) {
    List<TrialRecord> running =
        trials().stream().filter(t -> t.state() == TrialRecord.State.RUNNING).toList();
    heartbeats.keySet().retainAll(running.stream().map(TrialRecord::id).toList());
    if (running.isEmpty()) {
      return List.of();
    }
    Map<Long, String> beats = readHeartbeats();
    return running.stream()
        .filter(
            t -> ownerEnded(t) || beats.containsKey(t.id()) && silent(t, beats.get(t.id()), grace))
        .toList();
  }

  private Map<Long, String> readHeartbeats() {
    return database.read(
        "read heartbeats",
        (connection, again) -> {
          Map<Long, String> beats = new HashMap<>();
          Sql.query(
              connection,
              row -> beats.put(row.getLong("trial_id"), row.getString("heartbeat")),
              "SELECT h.trial_id, h.heartbeat FROM trial_heartbeats h"
                  + " JOIN trials t ON t.trial_id = h.trial_id"
                  + " WHERE t.study_id = ? AND t.state = 'RUNNING'",
              id);
          return beats;
        });
  }

  private static boolean ownerEnded(TrialRecord trial) {
    return Optional.ofNullable(trial.attributes().get(Owner.KEY))
        .filter(json -> Owner.of(json).hasEnded())
        .isPresent();
  }

  private boolean silent(TrialRecord trial, String heartbeat, Duration grace) {
    Seen seen = heartbeats.get(trial.id());
    if (seen == null || !seen.heartbeat().equals(heartbeat)) {
      heartbeats.put(trial.id(), new Seen(heartbeat, System.nanoTime()));
      return false;
    }
    return System.nanoTime() - seen.nanos() > grace.toNanos();
  }
}
