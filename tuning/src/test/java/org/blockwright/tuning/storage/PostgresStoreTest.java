package org.blockwright.tuning.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.blockwright.base.StorageException;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.IntegerParameter;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.Study;
import org.blockwright.tuning.StudyResult;
import org.blockwright.tuning.TrialResult;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class PostgresStoreTest extends StudyDatabaseContract {
  @TempDir static Path folder;
  private static PostgresServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = PostgresServer.start(folder.resolve("data"));
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Override
  String newDatabase() throws Exception {
    return server.createDatabase();
  }

  @Test
  void studyOutlivesAServerThatIsGoneForTenSeconds() throws Exception {
    Study study =
        Study.of(
                Space.of(new IntegerParameter("point", 1, 60)),
                ArbiterSamplers.random(),
                Metric.minimize("point"))
            .store(store())
            .jobs(2)
            .trials(60);
    CompletableFuture<StudyResult> running =
        CompletableFuture.supplyAsync(
            () ->
                study.run(
                    trial -> {
                      trial.report(1, 0.5);
                      Thread.sleep(100);
                      return trial.values().integer("point");
                    }));
    Thread.sleep(1000);

    server.pause(10_000);
    StudyResult result = running.get();

    assertThat(result.trials()).hasSize(60).allMatch(TrialResult.Done.class::isInstance);
    assertThat(result.trials()).extracting(TrialResult::values).doesNotHaveDuplicates();
  }

  @Test
  void missingDatabaseIsReportedWithItsReasonAndWithoutWaitingForIt() {
    String other = url().replace("/studies", "/missing").replace(":postgres@", ":secret@");
    long start = System.nanoTime();

    assertThatThrownBy(() -> StudyDatabase.open(other))
        .isInstanceOf(StorageException.class)
        .hasMessageMatching(
            "jdbc:postgresql://localhost:\\d+/missing\\d+: cannot create the tables of a study:"
                + " FATAL: database \"missing\\d+\" does not exist\\. Finished trials are kept; run"
                + " the study again to continue it\\.");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }
}
