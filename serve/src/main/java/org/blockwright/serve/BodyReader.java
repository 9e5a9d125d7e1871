package org.blockwright.serve;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads bodies into memory without blocking a thread, so that slow clients cost none. The size of a
 * body is limited, and that of all bodies together.
 */
final class BodyReader {
  private static final int FIRST_BUFFER = 1 << 16;

  private final int maxBody;
  private final AtomicLong available;

  /**
   * @param maxBody largest number of bytes of a body
   * @param maxTotal largest number of bytes of all bodies that are held at the same time
   */
  BodyReader(int maxBody, long maxTotal) {
    this.maxBody = maxBody;
    this.available = new AtomicLong(Math.max(maxBody, maxTotal));
  }

  /**
   * Reads the body of a request; an error is its answer.
   *
   * @param then gets the body
   */
  void read(Exchange exchange, Consumer<byte[]> then) {
    Request request = exchange.request();
    String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw ServeProblems.encodedBody(encoding);
    }
    if (request.getLength() > maxBody) {
      throw ServeProblems.bodyTooLarge(maxBody);
    }
    int length = (int) request.getLength();
    new Reading(exchange, length < 0 ? Math.min(maxBody, FIRST_BUFFER) : length, then).run();
  }

  private final class Reading implements Runnable {
    private final Exchange exchange;
    private final Consumer<byte[]> then;
    private byte[] bytes;
    private int size;

    Reading(Exchange exchange, int capacity, Consumer<byte[]> then) {
      this.exchange = exchange;
      this.then = then;
      reserve(capacity);
      this.bytes = new byte[capacity];
    }

    private void reserve(int count) {
      if (available.addAndGet(-count) < 0) {
        available.addAndGet(count);
        throw ServeProblems.busy("it holds too many bodies");
      }
      exchange.onEnd(() -> available.addAndGet(count));
    }

    @Override
    public void run() {
      try {
        while (!exchange.isAnswered()) {
          Content.Chunk chunk = exchange.request().read();
          if (chunk == null) {
            exchange.request().demand(this);
            return;
          }
          if (Content.Chunk.isFailure(chunk)) {
            exchange.bodyComplete();
            throw ServeProblems.brokenBody();
          }
          boolean last = chunk.isLast();
          try {
            append(chunk);
          } finally {
            chunk.release();
          }
          if (last) {
            exchange.bodyComplete();
            then.accept(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
            return;
          }
        }
      } catch (RuntimeException | Error e) {
        exchange.fail(e);
      }
    }

    private void append(Content.Chunk chunk) {
      int count = chunk.remaining();
      if (count > maxBody - size) {
        throw ServeProblems.bodyTooLarge(maxBody);
      }
      if (count > bytes.length - size) {
        int capacity = (int) Math.min(maxBody, Math.max(2L * bytes.length, (long) size + count));
        reserve(capacity - bytes.length);
        bytes = Arrays.copyOf(bytes, capacity);
      }
      chunk.get(bytes, size, count);
      size += count;
    }
  }
}
