package org.blockwright.tuning.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.blockwright.base.StorageException;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.Heartbeat;
import org.blockwright.tuning.IntegerParameter;
import org.blockwright.tuning.Objective;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.Study;
import org.blockwright.tuning.StudyResult;
import org.blockwright.tuning.StudyStore;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.TrialResult;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StudyDatabaseContract {
  @TempDir Path folder;

  @Override
  String newDatabase() {
    return "sqlite:///" + file();
  }

  @Test
  void rejectsFileThatIsNoDatabase() throws Exception {
    Path text = Files.writeString(folder.resolve("text.db"), "x".repeat(4096));

    assertThatThrownBy(() -> StudyDatabase.open(text))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith(text + ": cannot create the tables of a study: ")
        .hasMessageContaining("file is not a database");
    assertThatThrownBy(() -> StudyDatabase.openExisting(folder.resolve("no.db").toString()))
        .hasMessage(folder.resolve("no.db") + " does not exist. Check --storage.");
  }

  @Test
  void studyOnAFullDiskStopsAndGoesOnWhenThereIsSpace() {
    Study study =
        Study.of(
                Space.of(new IntegerParameter("point", 1, 300)),
                ArbiterSamplers.random(),
                Metric.minimize("point"))
            .heartbeat(new Heartbeat(Duration.ofMillis(50), Duration.ofMillis(500), 3))
            .trials(300);
    Objective objective =
        trial -> {
          for (int epoch = 1; epoch <= 5; epoch++) {
            trial.report(epoch, 1.0 / epoch);
          }
          return trial.values().integer("point");
        };
    int before;

    // 70 pages of 4 KiB; the tables alone have more than 30.
    try (StudyDatabase small =
        StudyDatabase.open("jdbc:sqlite:%s?max_page_count=70".formatted(file()))) {
      Study full = study.store(small.study("test", Direction.MINIMIZE));
      assertThatThrownBy(() -> full.run(objective))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("(database or disk is full)");
      before = complete(store()).size();
    }
    StudyResult result = study.store(store()).run(objective);

    assertThat(before).isBetween(10, 290);
    assertThat(complete(store())).hasSize(300);
    assertThat(result.trials().stream().filter(TrialResult.Done.class::isInstance))
        .extracting(TrialResult::values)
        .hasSize(300)
        .doesNotHaveDuplicates();
  }

  private static List<TrialRecord> complete(StudyStore store) {
    return store.trials().stream().filter(t -> t.state() == TrialRecord.State.COMPLETE).toList();
  }

  private Path file() {
    return folder.resolve("study.db");
  }
}
