package org.blockwright.tuning.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small run of {@code bench/StudyFaults.java}, which fails if a trial of its processes is lost or
 * ends twice.
 */
@Tag("slow")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KilledWorkersTest {
  private static final Path PROGRAM = Path.of("..", "bench", "StudyFaults.java");

  @TempDir Path folder;

  private void killWorkersOn(String storage) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Djdk.launcher.sourcefile=" + PROGRAM.toAbsolutePath(),
                PROGRAM.toAbsolutePath().toString(),
                storage,
                "3",
                "16")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    Matcher counts =
        Pattern.compile(
                "(\\d+) kills, \\d+ trials, (\\d+) repeated, 48 complete, 48 of 48 points ended"
                    + " once, 0 not ended")
            .matcher(output);
    assertThat(counts.find()).as(output).isTrue();
    assertThat(Integer.parseInt(counts.group(1))).isGreaterThanOrEqualTo(4);
    assertThat(Integer.parseInt(counts.group(2))).isPositive();
  }

  @Test
  void eachTrialEndsOnceOnSqlite() throws Exception {
    killWorkersOn("sqlite:///" + folder.resolve("study.db"));
  }

  @Test
  void eachTrialEndsOnceOnPostgresql() throws Exception {
    try (PostgresServer server = PostgresServer.start(folder.resolve("data"))) {
      killWorkersOn(server.createDatabase());
    }
  }
}
