package org.blockwright.weights.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.weights.registry.TestWeights.FILE;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.blockwright.weights.registry.FileServer.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a cache. */
@Tag("slow")
@Timeout(120)
class TwoProcessesTest {
  @TempDir Path cache;

  /** Fetches the tested file; the arguments are the cache and the address. */
  public static final class Fetch {
    private Fetch() {}

    public static void main(String[] arguments) {
      WeightsEntry entry = TestWeights.entry(URI.create(arguments[1]));
      TestWeights.store(Path.of(arguments[0])).fetch(entry);
    }
  }

  private Process start(FileServer server) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Fetch.class.getName()));
    command.add(cache.toString());
    command.add(server.url().toString());
    return new ProcessBuilder(command).inheritIO().start();
  }

  @Test
  void fileIsDownloadedOnceByTwoProcesses() throws IOException, InterruptedException {
    try (FileServer server = new FileServer(FILE, FileServer::correctly)) {
      Process first = start(server);
      Process second = start(server);

      assertThat(first.waitFor()).isZero();
      assertThat(second.waitFor()).isZero();
      assertThat(server.ranges).containsExactly("");
    }
  }

  @Test
  void nextProcessContinuesAfterOneWasKilled() throws IOException, InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch killed = new CountDownLatch(1);
    Answer half =
        (exchange, file) -> {
          exchange.sendResponseHeaders(200, file.length);
          exchange.getResponseBody().write(file, 0, file.length / 2);
          exchange.getResponseBody().flush();
          asked.countDown();
          try {
            killed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (FileServer server = new FileServer(FILE, half, FileServer::correctly)) {
      Process first = start(server);
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      first.destroyForcibly().waitFor();
      killed.countDown();
      Process second = start(server);

      assertThat(second.waitFor()).isZero();
      assertThat(server.ranges).hasSize(2);
      assertThat(TestWeights.store(cache).state(TestWeights.entry(server.url())))
          .isEqualTo(WeightsStore.State.VALID);
    }
  }
}
