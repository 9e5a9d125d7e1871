package org.blockwright.tuning.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.tuning.BoolParameter;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.StudyStore;
import org.blockwright.tuning.StudyStoreContract;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.Values;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What studies do in every database. */
abstract class StudyDatabaseContract extends StudyStoreContract {
  private String url;
  private StudyDatabase database;

  /** Returns the address of an empty database. */
  abstract String newDatabase() throws Exception;

  @BeforeEach
  void open() throws Exception {
    url = newDatabase();
    database = StudyDatabase.open(url);
  }

  @AfterEach
  void close() {
    if (database != null) {
      database.close();
    }
  }

  final String url() {
    return url;
  }

  /** Returns the address in messages. */
  final String address() {
    return StorageUrl.parse(url).toString();
  }

  @Override
  protected final StudyStore store() {
    return database.study("test", Direction.MINIMIZE);
  }

  final Connection connect() throws Exception {
    StorageUrl parsed = StorageUrl.parse(url);
    return DriverManager.getConnection(
        parsed.jdbc(), parsed.user().orElse(null), parsed.password().orElse(null));
  }

  final void execute(String sql) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      if (kind() == StorageUrl.Kind.SQLITE) {
        statement.execute("PRAGMA busy_timeout = 10000");
      }
      statement.execute(sql);
    }
  }

  private StorageUrl.Kind kind() {
    return StorageUrl.parse(url).kind();
  }

  static TrialRecord startTrial(StudyStore store) {
    return store
        .start(
            trials ->
                Optional.of(
                    new StudyStore.Start.New(
                        Values.of(Map.of("a", true)), Space.of(new BoolParameter("a")))))
        .orElseThrow();
  }

  @Test
  void studiesAreFoundByName() {
    database.study("first", Direction.MAXIMIZE);
    database.study("second", Direction.MINIMIZE);

    assertThat(database.studies()).containsExactly("first", "second");
    assertThat(database.study("first").direction()).isEqualTo(Direction.MAXIMIZE);
    assertThatThrownBy(() -> database.study("frist"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            address() + " has no study \"frist\". Did you mean \"first\"? Studies: first, second.");
    assertThatThrownBy(database::onlyStudy)
        .isInstanceOf(UsageException.class)
        .hasMessage(address() + " has 2 studies. Choose one with --study: first, second.");
  }

  @Test
  void trialOfAProcessThatEndedIsAbandonedAtOnce() throws Exception {
    StudyStore store = store();
    startTrial(store);
    // The same process number, but a process that started at another time.
    execute(
        "UPDATE trial_user_attributes SET value_json ="
            + " replace(value_json, '\\\"started\\\":\\\"2', '\\\"started\\\":\\\"1')");

    assertThat(store.abandoned(Duration.ofHours(1))).hasSize(1);
  }

  @Test
  void trialOfAnotherMachineIsAbandonedWithoutHeartbeatWhateverTheClock() throws Exception {
    StudyStore store = store();
    startTrial(store);
    execute("DELETE FROM trial_user_attributes");
    execute("UPDATE trial_heartbeats SET heartbeat = '2999-01-01 00:00:00'");

    List<TrialRecord> first = store.abandoned(Duration.ZERO);
    List<TrialRecord> later = store.abandoned(Duration.ZERO);
    execute("UPDATE trial_heartbeats SET heartbeat = '1999-01-01 00:00:00'");
    List<TrialRecord> alive = store.abandoned(Duration.ZERO);

    assertThat(first).isEmpty();
    assertThat(later).hasSize(1);
    assertThat(alive).isEmpty();
  }

  @Test
  void onlyOneOfTwoProcessesRepeatsAnAbandonedTrial() throws Exception {
    TrialRecord trial = startTrial(store());

    try (StudyDatabase other = StudyDatabase.open(url)) {
      List<StudyStore> stores = List.of(store(), other.study("test"));
      List<Boolean> repeated = atTheSameTime(stores, store -> store.retry(trial, "gone", 3));

      assertThat(repeated).containsExactlyInAnyOrder(true, false);
      assertThat(store().trials()).hasSize(2);
    }
  }

  /** What one of several processes does. */
  private interface Step<T> {
    T run(StudyStore store);
  }

  private static <T> List<T> atTheSameTime(List<StudyStore> stores, Step<T> step) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(stores.size());
    ExecutorService pool = Executors.newFixedThreadPool(stores.size());
    try {
      List<Callable<T>> tasks =
          stores.stream()
              .<Callable<T>>map(
                  store ->
                      () -> {
                        barrier.await();
                        return step.run(store);
                      })
              .toList();
      List<T> results = new ArrayList<>();
      for (Future<T> result : pool.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void trialsThatStartAtTheSameTimeHaveDifferentNumbers() throws Exception {
    store();

    try (StudyDatabase other = StudyDatabase.open(url)) {
      List<StudyStore> stores = List.of(store(), store(), other.study("test"), other.study("test"));
      List<Integer> numbers = atTheSameTime(stores, store -> startTrial(store).number());

      assertThat(numbers).containsExactlyInAnyOrder(0, 1, 2, 3);
    }
  }

  @Test
  void rejectsTablesOfAnotherVersion() throws Exception {
    execute("UPDATE alembic_version SET version_num = 'v3.0.0.d'");

    assertThatThrownBy(() -> StudyDatabase.open(url))
        .isInstanceOf(StorageException.class)
        .hasMessage(
            address()
                + " has schema version [12], revision [v3.0.0.d], expected the tables of Optuna"
                + " with schema version 12, revision v3.2.0.a (Optuna 3.2 to 5). Upgrade it with"
                + " `optuna storage upgrade`.");
  }

  @Test
  void rejectsStudyOfSeveralObjectives() throws Exception {
    store();
    execute("INSERT INTO study_directions VALUES (2, 'MAXIMIZE', 1, 1)");

    assertThatThrownBy(() -> database.study("test"))
        .hasMessage(address() + ": the study \"test\" has several objectives, expected one.");
  }
}
