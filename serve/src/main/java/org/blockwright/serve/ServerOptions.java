package org.blockwright.serve;

import java.time.Duration;
import java.util.Optional;
import org.blockwright.base.UsageException;

/**
 * How a server listens and what it accepts. Immutable: each method returns a modified copy.
 *
 * @param host address to listen on; by default 127.0.0.1, which other machines cannot reach
 * @param port port to listen on, 0 for a free one; by default 8080
 * @param token token that requests must send, apart from the page and the health checks; by default
 *     none is required
 * @param maxBody largest number of bytes of a body; by default 32 MiB
 * @param maxPixels largest number of pixels of an image; by default 25 million
 * @param maxImages largest number of images of a request; by default 32
 * @param queue largest number of images that wait or are computed, for each model; by default 256
 * @param batchSize largest number of images that are computed together; by default 8
 * @param maxDelay how long an image may wait for others that are being decoded, to be computed with
 *     them; by default 2 ms
 * @param executors number of batches of a model that are computed at the same time; by default 1,
 *     on all processors
 * @param timeout how long a request may take, with the transfer of its body; by default 30 s
 * @param reloadInterval how often the files of models are checked for changes; by default 1 s
 */
public record ServerOptions(
    String host,
    int port,
    Optional<String> token,
    int maxBody,
    long maxPixels,
    int maxImages,
    int queue,
    int batchSize,
    Duration maxDelay,
    int executors,
    Duration timeout,
    Duration reloadInterval) {

  private static final int MAX_CONNECTIONS = 1024;

  /**
   * Checks the values.
   *
   * @throws UsageException if one is out of its range
   */
  public ServerOptions {
    require("port", 0, 65535, port);
    require("max-body", 1, 1 << 30, maxBody);
    require("max-pixels", 1, 100_000_000, maxPixels);
    require("max-images", 1, 1024, maxImages);
    require("queue", 1, 1 << 20, queue);
    require("batch-size", 1, 1024, batchSize);
    require("max-delay", 0, 10_000, maxDelay.toMillis());
    require("executors", 1, 1024, executors);
    require("timeout", 1, 86_400, timeout.toSeconds());
    if (token.isPresent() && token.get().isBlank()) {
      throw new UsageException(ServeProblems.emptyToken());
    }
  }

  private static void require(String name, long lowest, long highest, long value) {
    if (value < lowest || value > highest) {
      throw new UsageException(ServeProblems.outOfRange(name, lowest, highest, value));
    }
  }

  /** Returns the defaults. */
  public static ServerOptions defaults() {
    return new ServerOptions(
        "127.0.0.1",
        8080,
        Optional.empty(),
        32 << 20,
        25_000_000,
        32,
        256,
        8,
        Duration.ofMillis(2),
        1,
        Duration.ofSeconds(30),
        Duration.ofSeconds(1));
  }

  /** Sets address and port. */
  public ServerOptions listen(String newHost, int newPort) {
    return new ServerOptions(
        newHost,
        newPort,
        token,
        maxBody,
        maxPixels,
        maxImages,
        queue,
        batchSize,
        maxDelay,
        executors,
        timeout,
        reloadInterval);
  }

  /** Sets the token that requests must send. */
  public ServerOptions token(String newToken) {
    return new ServerOptions(
        host,
        port,
        Optional.of(newToken),
        maxBody,
        maxPixels,
        maxImages,
        queue,
        batchSize,
        maxDelay,
        executors,
        timeout,
        reloadInterval);
  }

  /** Sets the limits of a request: bytes of its body, pixels of an image, number of images. */
  public ServerOptions limits(int body, long pixels, int images) {
    return new ServerOptions(
        host,
        port,
        token,
        body,
        pixels,
        images,
        queue,
        batchSize,
        maxDelay,
        executors,
        timeout,
        reloadInterval);
  }

  /** Sets the number of images that wait or are computed. */
  public ServerOptions queue(int images) {
    return new ServerOptions(
        host,
        port,
        token,
        maxBody,
        maxPixels,
        maxImages,
        images,
        batchSize,
        maxDelay,
        executors,
        timeout,
        reloadInterval);
  }

  /** Sets how images are computed together. */
  public ServerOptions batches(int size, Duration delay, int concurrent) {
    return new ServerOptions(
        host,
        port,
        token,
        maxBody,
        maxPixels,
        maxImages,
        queue,
        size,
        delay,
        concurrent,
        timeout,
        reloadInterval);
  }

  /** Sets how long a request may take. */
  public ServerOptions timeout(Duration newTimeout) {
    return new ServerOptions(
        host,
        port,
        token,
        maxBody,
        maxPixels,
        maxImages,
        queue,
        batchSize,
        maxDelay,
        executors,
        newTimeout,
        reloadInterval);
  }

  /** Sets how often the files of models are checked for changes. */
  public ServerOptions reloadInterval(Duration interval) {
    return new ServerOptions(
        host, port, token, maxBody, maxPixels, maxImages, queue, batchSize, maxDelay, executors,
        timeout, interval);
  }

  /** Returns the largest number of open connections; further clients wait. */
  int maxConnections() {
    return MAX_CONNECTIONS;
  }
}
