package org.blockwright.tuning.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StudyStoreContract {
  @TempDir Path folder;
  private Path file;
  private StudyDatabase database;

  @BeforeEach
  void open() {
    file = folder.resolve("study.db");
    database = StudyDatabase.open("sqlite:///" + file);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected StudyStore store() {
    return database.study("test", Direction.MINIMIZE);
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
      statement.execute(sql);
    }
  }

  private TrialRecord startTrial(StudyStore store) {
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
            file + " has no study \"frist\". Did you mean \"first\"? Studies: first, second.");
    assertThatThrownBy(database::onlyStudy)
        .isInstanceOf(UsageException.class)
        .hasMessage(file + " has 2 studies. Choose one with --study: first, second.");
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
  void onlyOneProcessRepeatsAnAbandonedTrial() {
    TrialRecord trial = startTrial(store());

    try (StudyDatabase other = StudyDatabase.open(file)) {
      boolean first = store().retry(trial, "gone", 3);
      boolean second = other.study("test").retry(trial, "gone", 3);

      assertThat(List.of(first, second)).containsExactly(true, false);
      assertThat(store().trials()).hasSize(2);
    }
  }

  @Test
  void rejectsTablesOfAnotherVersion() throws Exception {
    execute("UPDATE alembic_version SET version_num = 'v3.0.0.d'");

    assertThatThrownBy(() -> StudyDatabase.open(file))
        .isInstanceOf(StorageException.class)
        .hasMessage(
            file
                + " has schema version [12], revision [v3.0.0.d], expected the tables of Optuna"
                + " with schema version 12, revision v3.2.0.a (Optuna 3.2 to 5). Upgrade it with"
                + " `optuna storage upgrade`.");
  }

  @Test
  void rejectsStudyOfSeveralObjectives() throws Exception {
    store();
    execute("INSERT INTO study_directions VALUES (2, 'MAXIMIZE', 1, 1)");

    assertThatThrownBy(() -> database.study("test"))
        .hasMessage(file + ": the study \"test\" has several objectives, expected one.");
  }

  @Test
  void rejectsFileThatIsNoDatabase() throws Exception {
    Path text = Files.writeString(folder.resolve("text.db"), "x".repeat(4096));

    assertThatThrownBy(() -> StudyDatabase.open(text))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith(text + ": cannot create the tables of a study: ");
    assertThatThrownBy(() -> StudyDatabase.openExisting(folder.resolve("no.db").toString()))
        .hasMessage(folder.resolve("no.db") + " does not exist. Check --storage.");
  }
}
