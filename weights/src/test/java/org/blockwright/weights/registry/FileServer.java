package org.blockwright.weights.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server of one file on the loopback interface that can misbehave in many ways. */
final class FileServer implements AutoCloseable {
  /** How a request is answered. */
  @FunctionalInterface
  interface Answer {
    void to(HttpExchange exchange, byte[] file) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final byte[] file;

  /** The {@code Range} of each request; empty if it has none. */
  final List<String> ranges = new CopyOnWriteArrayList<>();

  /** Starts a server that answers each request with the next answer, the last one repeatedly. */
  FileServer(byte[] file, Answer... answers) {
    this.file = file;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(executor);
    server.createContext(
        "/",
        exchange -> {
          int number;
          synchronized (ranges) {
            number = ranges.size();
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(range == null ? "" : range);
          }
          try (exchange) {
            answers[Math.min(number, answers.length - 1)].to(exchange, file);
          }
        });
    server.start();
  }

  URI url() {
    return url("weights.h5");
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:%s/%s".formatted(address().getPort(), path));
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  /** The whole file, or the part that is asked for. */
  static void correctly(HttpExchange exchange, byte[] file) throws IOException {
    int start = start(exchange);
    if (start >= file.length) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (start > 0) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %s-%s/%s".formatted(start, file.length - 1, file.length));
    }
    exchange.sendResponseHeaders(start > 0 ? 206 : 200, file.length - start);
    exchange.getResponseBody().write(file, start, file.length - start);
  }

  /** The whole file, whatever part is asked for. */
  static void ignoringRanges(HttpExchange exchange, byte[] file) throws IOException {
    exchange.sendResponseHeaders(200, file.length);
    exchange.getResponseBody().write(file);
  }

  /** An answer of unknown length. */
  static void withoutLength(HttpExchange exchange, byte[] file) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(file);
  }

  /** The connection breaks off after some bytes. */
  static Answer breakingOffAfter(int bytes) {
    return (exchange, file) -> {
      int start = start(exchange);
      if (start > 0) {
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes %s-%s/%s".formatted(start, file.length - 1, file.length));
      }
      exchange.sendResponseHeaders(start > 0 ? 206 : 200, file.length - start);
      exchange.getResponseBody().write(file, start, bytes);
      exchange.getResponseBody().flush();
    };
  }

  /** Sends some bytes and then nothing, until the server is closed. */
  Answer stallingAfter(int bytes) {
    return (exchange, content) -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, bytes);
      exchange.getResponseBody().flush();
      awaitClose();
    };
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Another part than the one that is asked for. */
  static void wrongPart(HttpExchange exchange, byte[] file) throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes 1-%s/%s".formatted(file.length - 1, file.length));
    exchange.sendResponseHeaders(206, file.length - 1);
    exchange.getResponseBody().write(file, 1, file.length - 1);
  }

  /** A page instead of the file, with this status. */
  static Answer page(int status) {
    return (exchange, file) -> {
      byte[] page = "<html><body>Log in to the network</body></html>".getBytes("UTF-8");
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      exchange.sendResponseHeaders(status, page.length);
      exchange.getResponseBody().write(page);
    };
  }

  /** Other bytes. */
  static Answer bytes(byte[] others) {
    return (exchange, file) -> {
      exchange.sendResponseHeaders(200, others.length);
      exchange.getResponseBody().write(others);
    };
  }

  /** A redirect to the path itself. */
  static void redirectLoop(HttpExchange exchange, byte[] file) throws IOException {
    exchange.getResponseHeaders().set("Location", exchange.getRequestURI().toString());
    exchange.sendResponseHeaders(302, -1);
  }

  /** A redirect to another address. */
  static Answer redirect(URI target) {
    return (exchange, file) -> {
      exchange.getResponseHeaders().set("Location", target.toString());
      exchange.sendResponseHeaders(302, -1);
    };
  }

  private static int start(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    executor.shutdownNow();
  }
}
