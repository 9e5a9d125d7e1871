package org.blockwright.weights.registry;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Progress;
import org.blockwright.weights.registry.DownloadProblems.Failure;

/**
 * Downloads files over HTTP. A partial file is continued where it ends; what is complete has been
 * compared with size and hash.
 *
 * @param connectTimeout longest time for a connection
 * @param stallTimeout longest time without any data
 * @param pause time before a broken connection is opened again
 * @param proxies proxy settings
 */
record Downloader(
    Duration connectTimeout, Duration stallTimeout, Duration pause, ProxySelector proxies) {
  /** Connections that break one after the other without any data, before an address is given up. */
  private static final int MAX_BREAKS_WITHOUT_DATA = 3;

  /** Broken connections of one download in total. */
  private static final int MAX_BREAKS = 100;

  private static final int BYTES_PER_UNIT = 1000;

  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

  /** Returns a downloader with the proxy settings of the JVM. */
  static Downloader standard() {
    return new Downloader(
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        Optional.ofNullable(ProxySelector.getDefault()).orElseGet(() -> ProxySelector.of(null)));
  }

  /** An address does not provide the file; the next one is tried. */
  private static final class AddressException extends Exception {
    private static final long serialVersionUID = 1L;

    AddressException(String reason) {
      super(reason);
    }

    AddressException(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

  /** A connection broke; it may be opened again. */
  private static final class BrokenException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenException(String reason) {
      super(reason);
    }

    BrokenException(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

  /**
   * Downloads the file of an entry from the first address that has it.
   *
   * @param partial the file to write; if it exists, it is the beginning from an earlier attempt
   * @throws org.blockwright.base.WeightsException if no address provides the file; a partial file
   *     is kept only if a connection broke
   * @throws org.blockwright.base.StorageException if the file cannot be written
   */
  void download(WeightsEntry entry, Path partial, Progress progress) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(connectTimeout)
            .proxy(proxies)
            .build();
    List<Failure> failures = new ArrayList<>();
    for (URI url : entry.urls()) {
      try {
        new Transfer(client, entry, url, partial, progress).run();
        return;
      } catch (AddressException e) {
        failures.add(new Failure(url, e.getMessage()));
      } catch (IOException e) {
        throw AtomicFiles.cannotWrite(partial, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failures.add(new Failure(url, "interrupted"));
        break;
      }
    }
    throw DownloadProblems.downloadFailed(entry, failures);
  }

  /** The download from one address. An {@link IOException} is one of the local file. */
  private final class Transfer {
    private final HttpClient client;
    private final WeightsEntry entry;
    private final URI url;
    private final Path partial;
    private final Progress progress;

    Transfer(HttpClient client, WeightsEntry entry, URI url, Path partial, Progress progress) {
      this.client = client;
      this.entry = entry;
      this.url = url;
      this.partial = partial;
      this.progress = progress;
    }

    void run() throws AddressException, IOException, InterruptedException {
      boolean continued = size() > 0;
      receiveAll();
      Optional<String> problem = FileCheck.problem(entry, partial);
      if (problem.isPresent() && continued) {
        // The beginning may be that of another file, or damaged.
        Files.delete(partial);
        receiveAll();
        problem = FileCheck.problem(entry, partial);
      }
      if (problem.isPresent()) {
        Files.delete(partial);
        throw new AddressException(problem.get());
      }
    }

    private long size() throws IOException {
      return Files.exists(partial) ? Files.size(partial) : 0;
    }

    private void receiveAll() throws AddressException, IOException, InterruptedException {
      int idle = 0;
      for (int breaks = 1; !isComplete(); breaks++) {
        long before = size();
        try {
          receive(before);
          return;
        } catch (BrokenException e) {
          idle = size() > before ? 0 : idle + 1;
          if (idle == MAX_BREAKS_WITHOUT_DATA || breaks == MAX_BREAKS) {
            throw new AddressException(DownloadProblems.attemptsFailed(e.getMessage()), e);
          }
          TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
      }
    }

    /** Whether the partial file needs no more data; one that is too long is deleted. */
    private boolean isComplete() throws IOException {
      if (entry.bytes().isEmpty() || size() < entry.bytes().getAsLong()) {
        return false;
      }
      if (size() > entry.bytes().getAsLong()) {
        Files.delete(partial);
        return false;
      }
      return true;
    }

    /** Receives the file from an offset to its end. */
    private void receive(long offset)
        throws AddressException, BrokenException, IOException, InterruptedException {
      HttpResponse<Chunks> response = request(offset);
      Chunks body = response.body();
      try {
        long start = start(response, offset);
        if (start < 0) {
          Files.deleteIfExists(partial);
          throw new BrokenException(DownloadProblems.status(response.statusCode()));
        }
        OptionalLong length = response.headers().firstValueAsLong("Content-Length");
        check(response, start, length);
        write(body, start, length);
      } finally {
        body.cancel();
      }
    }

    /** Returns the response after its headers have arrived. */
    private HttpResponse<Chunks> request(long offset)
        throws AddressException, BrokenException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(url).header("Accept-Encoding", "identity");
      if (offset > 0) {
        request.header("Range", "bytes=" + offset + "-");
      }
      // The time-out of a request is that of its body, too, from some version of Java on.
      CompletableFuture<HttpResponse<Chunks>> response =
          client.sendAsync(request.build(), unused -> new Chunks());
      try {
        return response.get(connectTimeout.plus(stallTimeout).toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        response.cancel(true);
        throw new AddressException(DownloadProblems.noAnswer(stallTimeout.toSeconds()), e);
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof java.net.ConnectException || cause instanceof HttpTimeoutException) {
          throw new AddressException(DownloadProblems.cannotConnect(reason(cause)), cause);
        }
        throw new BrokenException(reason(cause), cause);
      }
    }

    /**
     * Returns the offset at which the response starts: 0 if the server ignores ranges, -1 if it
     * cannot continue this file.
     */
    private long start(HttpResponse<Chunks> response, long offset)
        throws AddressException, BrokenException {
      int status = response.statusCode();
      if (status == 200) {
        return 0;
      }
      if (status == 206 && offset > 0) {
        Matcher range =
            CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
        boolean fits = range.matches() && range.group(1).equals(String.valueOf(offset));
        boolean sameFile =
            fits
                && (entry.bytes().isEmpty()
                    || range.group(2).equals("*")
                    || range.group(2).equals(String.valueOf(entry.bytes().getAsLong())));
        return sameFile ? offset : -1;
      }
      if (status == 416 && offset > 0) {
        return -1;
      }
      if (status == 429 || status >= 500) {
        throw new BrokenException(DownloadProblems.status(status));
      }
      throw new AddressException(DownloadProblems.status(status));
    }

    /** Rejects a response that cannot be the file before anything is written. */
    private void check(HttpResponse<Chunks> response, long start, OptionalLong length)
        throws AddressException {
      String type = response.headers().firstValue("Content-Type").orElse("");
      if (type.toLowerCase(Locale.ROOT).startsWith("text/html")) {
        throw new AddressException(DownloadProblems.webPage(type));
      }
      if (length.isPresent()
          && entry.bytes().isPresent()
          && start + length.getAsLong() != entry.bytes().getAsLong()) {
        throw new AddressException(
            DownloadProblems.wrongSize(start + length.getAsLong(), entry.bytes().getAsLong()));
      }
    }

    private void write(Chunks body, long start, OptionalLong length)
        throws AddressException, BrokenException, IOException, InterruptedException {
      long left = length.orElse(entry.bytes().isPresent() ? entry.bytes().getAsLong() - start : -1);
      long limit = entry.bytes().orElse(Long.MAX_VALUE);
      try (FileChannel file =
              FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          Progress.Task task =
              progress.start(
                  "download of %s, kB".formatted(entry.name()),
                  left < 0 ? -1 : left / BYTES_PER_UNIT)) {
        file.truncate(start);
        file.position(start);
        long units = 0;
        for (Optional<List<ByteBuffer>> chunk = next(body); chunk.isPresent(); chunk = next(body)) {
          for (ByteBuffer buffer : chunk.get()) {
            while (buffer.hasRemaining()) {
              file.write(buffer);
            }
          }
          if (file.position() > limit) {
            throw new AddressException(DownloadProblems.wrongSize(file.position(), limit));
          }
          long received = (file.position() - start) / BYTES_PER_UNIT;
          task.advance(received - units, "");
          units = received;
        }
        file.force(true);
        if (entry.bytes().isPresent() && file.position() < limit) {
          throw new BrokenException(DownloadProblems.wrongSize(file.position(), limit));
        }
      }
    }

    private Optional<List<ByteBuffer>> next(Chunks body)
        throws BrokenException, InterruptedException {
      try {
        return body.next(stallTimeout);
      } catch (IOException e) {
        throw new BrokenException(reason(e), e);
      }
    }

    /** The client's own exceptions often have no message, but a cause that tells it. */
    private String reason(Throwable e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof UnresolvedAddressException) {
          return DownloadProblems.unknownHost();
        }
        if (cause.getMessage() != null && !cause.getMessage().isEmpty()) {
          return cause.getMessage();
        }
      }
      return e instanceof java.net.ConnectException
          ? DownloadProblems.connectionRefused()
          : e.getClass().getSimpleName();
    }
  }
}
