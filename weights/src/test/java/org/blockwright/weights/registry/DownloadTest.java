package org.blockwright.weights.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.weights.registry.TestWeights.FILE;
import static org.blockwright.weights.registry.TestWeights.entry;
import static org.blockwright.weights.registry.TestWeights.store;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.blockwright.base.Progress;
import org.blockwright.base.WeightsException;
import org.blockwright.weights.registry.FileServer.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from servers that behave and misbehave. */
@Timeout(60)
class DownloadTest {
  @TempDir Path cache;

  private Path fetch(FileServer server) {
    return store(cache).fetch(entry(server.url()));
  }

  private Path part() throws IOException {
    Path part = store(cache).path(entry()).resolveSibling("weights.h5.part");
    Files.createDirectories(part.getParent());
    return part;
  }

  /** The names of all files in the cache, but the lock. */
  private List<String> filesInCache() throws IOException {
    List<String> names = new ArrayList<>();
    Path folder = store(cache).path(entry()).getParent();
    if (Files.exists(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      }
    }
    names.remove(".lock");
    return names;
  }

  private void assertDownloads(FileServer server) throws IOException {
    assertThat(Arrays.equals(Files.readAllBytes(fetch(server)), FILE)).isTrue();
    assertThat(filesInCache()).containsExactly("weights.h5");
  }

  private void assertFails(FileServer server, String reason) throws IOException {
    assertThatThrownBy(() -> fetch(server))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("Cannot download the weights \"tested\": 127.0.0.1: " + reason)
        .hasMessageContaining("weights import FILE");
    assertThat(filesInCache()).doesNotContain("weights.h5");
  }

  @Test
  void fileIsDownloadedOnce() throws IOException {
    try (FileServer server = new FileServer(FILE, FileServer::correctly)) {
      assertDownloads(server);
      assertDownloads(server);

      assertThat(server.ranges).containsExactly("");
    }
  }

  @Test
  void brokenDownloadContinuesWhereItBroke() throws IOException {
    try (FileServer server =
        new FileServer(
            FILE,
            FileServer.breakingOffAfter(30_000),
            FileServer.breakingOffAfter(20_000),
            FileServer::correctly)) {
      assertDownloads(server);

      assertThat(server.ranges).containsExactly("", "bytes=30000-", "bytes=50000-");
    }
  }

  @Test
  void progressCountsKilobytesOfEachConnection() throws IOException {
    List<String> progress = new ArrayList<>();
    Progress counting =
        new Progress() {
          private long done;

          @Override
          public Task start(String name, long total) {
            done = 0;
            return new Task() {
              @Override
              public void advance(long units, String detail) {
                done += units;
              }

              @Override
              public void close() {
                progress.add("%s: %s of %s".formatted(name, done, total));
              }
            };
          }

          @Override
          public void note(String line) {
            progress.add(line);
          }
        };
    try (FileServer server =
        new FileServer(FILE, FileServer.breakingOffAfter(30_000), FileServer::correctly)) {
      store(cache).progress(counting).fetch(entry(server.url()));
    }

    assertThat(progress)
        .containsExactly("download of tested, kB: 30 of 100", "download of tested, kB: 70 of 70");
  }

  @Test
  void serverThatBreaksOffAtOnceIsGivenUp() throws IOException {
    try (FileServer server = new FileServer(FILE, FileServer.breakingOffAfter(0))) {
      assertFails(server, "several attempts failed (");

      assertThat(server.ranges).hasSize(3);
    }
  }

  @Test
  void serverThatIgnoresRangesSendsTheWholeFileAgain() throws IOException {
    try (FileServer server =
        new FileServer(FILE, FileServer.breakingOffAfter(30_000), FileServer::ignoringRanges)) {
      assertDownloads(server);

      assertThat(server.ranges).containsExactly("", "bytes=30000-");
    }
  }

  @Test
  void anotherPartThanRequestedIsNotUsed() throws IOException {
    try (FileServer server =
        new FileServer(
            FILE,
            FileServer.breakingOffAfter(30_000),
            FileServer::wrongPart,
            FileServer::correctly)) {
      assertDownloads(server);

      assertThat(server.ranges).containsExactly("", "bytes=30000-", "");
    }
  }

  @Test
  void partOfKilledProcessIsContinued() throws IOException {
    Files.write(part(), Arrays.copyOf(FILE, 40_000));
    try (FileServer server = new FileServer(FILE, FileServer::correctly)) {
      assertDownloads(server);

      assertThat(server.ranges).containsExactly("bytes=40000-");
    }
  }

  @Test
  void completePartOfKilledProcessIsUsed() throws IOException {
    Files.write(part(), FILE);
    try (FileServer server = new FileServer(FILE, FileServer::correctly)) {
      assertDownloads(server);

      assertThat(server.ranges).isEmpty();
    }
  }

  @Test
  void damagedPartIsReplaced() throws IOException {
    Files.write(part(), new byte[40_000]);
    try (FileServer server = new FileServer(FILE, FileServer::correctly)) {
      assertDownloads(server);

      assertThat(server.ranges).containsExactly("bytes=40000-", "");
    }
  }

  @Test
  void partThatIsTooLongIsReplaced() throws IOException {
    Files.write(part(), new byte[FILE.length + 1]);
    try (FileServer server = new FileServer(FILE, FileServer::correctly)) {
      assertDownloads(server);

      assertThat(server.ranges).containsExactly("");
    }
  }

  @Test
  void completePartOfUnknownSizeIsUsedAfterTheServerHasNoMore() throws IOException {
    Files.write(part(), FILE);
    try (FileServer server = new FileServer(FILE, FileServer::correctly)) {
      store(cache).fetch(entry("tested", OptionalLong.empty(), server.url()));

      assertThat(server.ranges).containsExactly("bytes=100000-", "");
      assertThat(filesInCache()).containsExactly("weights.h5");
    }
  }

  @Test
  void answerOfUnknownLengthIsAccepted() throws IOException {
    try (FileServer server = new FileServer(FILE, FileServer::withoutLength)) {
      assertDownloads(server);
    }
  }

  @Test
  void damagedFileInTheCacheIsDownloadedAgain() throws IOException {
    Path file = store(cache).path(entry());
    Files.createDirectories(file.getParent());
    Files.write(file, TestWeights.bytes(FILE.length, 2));
    List<String> notes = new ArrayList<>();
    Progress noting =
        new Progress() {
          @Override
          public Task start(String name, long total) {
            return Progress.silent().start(name, total);
          }

          @Override
          public void note(String line) {
            notes.add(line);
          }
        };
    try (FileServer server = new FileServer(FILE, FileServer::correctly)) {
      store(cache).progress(noting).fetch(entry(server.url()));

      assertDownloads(server);
    }
    assertThat(notes)
        .singleElement()
        .asString()
        .startsWith(file + " is damaged (the file has the SHA-256 ")
        .endsWith("), downloading it again");
  }

  @Test
  void wrongHashIsNeverTrusted() throws IOException {
    byte[] others = TestWeights.bytes(FILE.length, 2);
    try (FileServer server = new FileServer(FILE, FileServer.bytes(others))) {
      assertFails(server, "the file has the SHA-256 ");

      assertThat(filesInCache()).isEmpty();
    }
  }

  @Test
  void wrongLengthIsRejectedBeforeTheFileIsSent() throws IOException {
    try (FileServer server = new FileServer(FILE, FileServer.bytes(new byte[99_999]))) {
      assertFails(server, "the file has 99,999 bytes, expected 100,000 bytes");

      assertThat(filesInCache()).isEmpty();
    }
  }

  @Test
  void moreBytesThanExpectedEndTheDownload() throws IOException {
    Answer endless =
        (exchange, file) -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(file);
          }
        };
    try (FileServer server = new FileServer(FILE, endless)) {
      assertFails(server, "the file has ");
    }
  }

  @Test
  void errorPagesAreNotTheFile() throws IOException {
    try (FileServer server = new FileServer(FILE, FileServer.page(200))) {
      assertFails(server, "the server sent a page (text/html; charset=utf-8) instead of the file");
    }
    try (FileServer server = new FileServer(FILE, FileServer.page(404))) {
      assertFails(server, "HTTP status 404");
      assertThat(server.ranges).hasSize(1);
    }
    try (FileServer server = new FileServer(FILE, FileServer.page(503))) {
      assertFails(server, "several attempts failed (HTTP status 503)");
      assertThat(server.ranges).hasSize(3);
    }
    assertThat(filesInCache()).isEmpty();
  }

  @Test
  void temporaryErrorIsTriedAgain() throws IOException {
    try (FileServer server =
        new FileServer(FILE, FileServer.page(503), FileServer.page(429), FileServer::correctly)) {
      assertDownloads(server);
    }
  }

  @Test
  void redirectsAreFollowedButNoLoop() throws IOException {
    try (FileServer target = new FileServer(FILE, FileServer::correctly);
        FileServer server = new FileServer(FILE, FileServer.redirect(target.url()))) {
      assertDownloads(server);
    }
    Files.delete(store(cache).path(entry()));
    try (FileServer server = new FileServer(FILE, FileServer::redirectLoop)) {
      assertFails(server, "HTTP status 302: too many redirects");
    }
  }

  @Test
  void serverThatSendsNothingIsGivenUp() throws IOException {
    FileServer[] stalling = new FileServer[1];
    Answer stall = (exchange, file) -> stalling[0].stallingAfter(0).to(exchange, file);
    try (FileServer server = new FileServer(FILE, stall)) {
      stalling[0] = server;
      assertFails(server, "several attempts failed (no data for 0 s)");
    }
  }

  @Test
  void stalledDownloadContinuesOnANewConnection() throws IOException {
    FileServer[] stalling = new FileServer[1];
    Answer stall = (exchange, file) -> stalling[0].stallingAfter(30_000).to(exchange, file);
    try (FileServer server = new FileServer(FILE, stall, FileServer::correctly)) {
      stalling[0] = server;
      assertDownloads(server);

      assertThat(server.ranges).containsExactly("", "bytes=30000-");
    }
  }

  @Test
  void closedPortIsReported() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    WeightsEntry entry = entry(URI.create("http://127.0.0.1:%s/weights.h5".formatted(port)));
    assertThatThrownBy(() -> store(cache).fetch(entry))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("127.0.0.1: cannot connect (connection refused)");
  }

  @Test
  void mirrorsAreTriedInTurn() throws IOException {
    try (FileServer first = new FileServer(FILE, FileServer.page(404));
        FileServer second = new FileServer(FILE, FileServer.bytes(new byte[FILE.length]));
        FileServer third = new FileServer(FILE, FileServer::correctly)) {
      Path file = store(cache).fetch(entry(first.url(), second.url(), third.url()));

      assertThat(Arrays.equals(Files.readAllBytes(file), FILE)).isTrue();
    }
  }

  @Test
  void partFromOneMirrorIsContinuedFromTheNext() throws IOException {
    Answer notFound = FileServer.page(404);
    try (FileServer first = new FileServer(FILE, FileServer.breakingOffAfter(30_000), notFound);
        FileServer second = new FileServer(FILE, FileServer::correctly)) {
      store(cache).fetch(entry(first.url(), second.url()));

      assertThat(second.ranges).containsExactly("bytes=30000-");
    }
  }

  @Test
  void allMirrorsAreNamedIfAllFail() {
    try (FileServer first = new FileServer(FILE, FileServer.page(404));
        FileServer second = new FileServer(FILE, FileServer.page(403))) {
      assertThatThrownBy(() -> store(cache).fetch(entry(first.url(), second.url())))
          .hasMessageContaining("127.0.0.1: HTTP status 404; 127.0.0.1: HTTP status 403.");
    }
  }

  @Test
  void proxyOfTheJvmIsUsed() throws IOException {
    try (FileServer proxy = new FileServer(FILE, FileServer::correctly)) {
      WeightsEntry entry = entry(URI.create("http://weights.invalid/weights.h5"));

      store(cache, ProxySelector.of(proxy.address())).fetch(entry);

      assertThat(filesInCache()).containsExactly("weights.h5");
    }
  }

  @Test
  void fileThatTwoFetchAtOnceIsDownloadedOnce()
      throws IOException, InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (FileServer server = new FileServer(FILE, FileServer::correctly)) {
      List<Future<Path>> files = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        files.add(threads.submit(() -> fetch(server)));
      }
      for (Future<Path> file : files) {
        assertThat(file.get()).hasSize(FILE.length);
      }
      assertThat(server.ranges).containsExactly("");
    } finally {
      threads.shutdownNow();
    }
  }

  /** Some publishers give no hash: that of the first download is compared from then on. */
  @Test
  void downloadWithoutKnownHashIsRecorded() throws IOException {
    try (FileServer server = new FileServer(FILE, FileServer::correctly)) {
      WeightsEntry entry = TestWeights.entryWithoutHash(FILE.length / 5, server.url());
      WeightsStore store = store(cache);

      Path file = store.fetch(entry);

      assertThat(filesInCache()).containsExactlyInAnyOrder("weights.h5", "weights.h5.sha256");
      assertThat(store.offline(true).fetch(entry)).isEqualTo(file);
      Files.write(file, TestWeights.bytes(FILE.length, 2));
      assertThat(store.state(entry)).isEqualTo(WeightsStore.State.DAMAGED);
      assertThat(Arrays.equals(Files.readAllBytes(store.fetch(entry)), FILE)).isTrue();
      assertThat(store.state(entry)).isEqualTo(WeightsStore.State.VALID);
    }
  }

  @Test
  void sizeWithoutKnownHashMustFitTheParameters() throws IOException {
    try (FileServer server = new FileServer(FILE, FileServer::correctly)) {
      WeightsEntry entry = TestWeights.entryWithoutHash(FILE.length, server.url());

      assertThatThrownBy(() -> store(cache).fetch(entry))
          .isInstanceOf(WeightsException.class)
          .hasMessageStartingWith(
              "Cannot download the weights \"tested\": 127.0.0.1: the file has 100,000 bytes for 100,000 parameters of 4 bytes. ")
          .hasMessageEndingWith("elsewhere and give it as --weights FILE --preprocessing tf.");
      assertThat(filesInCache()).isEmpty();
    }
  }
}
