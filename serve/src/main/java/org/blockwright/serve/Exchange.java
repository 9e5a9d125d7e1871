package org.blockwright.serve;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A request and its answer, which is sent once: the first of result, error and timeout. What a
 * request has reserved is freed then.
 */
final class Exchange {
  static final String JSON = "application/json";
  private static final String REQUEST_ID = "X-Request-Id";
  private static final Pattern VALID_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** What is read and discarded of a body after an error, so that the client reads the answer. */
  private static final long MAX_DISCARDED = 256L << 20;

  private static final long DISCARD_SECONDS = 2;

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final String id;
  private final BiConsumer<Exchange, Integer> finished;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final Deque<Runnable> cleanup = new ArrayDeque<>();
  private boolean cleaned;
  private volatile Optional<Route> route = Optional.empty();
  private volatile boolean bodyComplete;
  private volatile Optional<Throwable> serverError = Optional.empty();
  private volatile long sent;

  /**
   * @param finished called after the answer, with its status
   */
  Exchange(
      Request request,
      Response response,
      Callback callback,
      BiConsumer<Exchange, Integer> finished) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.finished = finished;
    String given = request.getHeaders().get(REQUEST_ID);
    this.id =
        given != null && VALID_ID.matcher(given).matches()
            ? given
            : Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
    this.bodyComplete = !hasBody();
  }

  private boolean hasBody() {
    return request.getLength() > 0
        || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
        || request.getLength() < 0 && request.getMethod().equals("POST");
  }

  Request request() {
    return request;
  }

  String id() {
    return id;
  }

  void route(Route found) {
    route = Optional.of(found);
  }

  Optional<Route> route() {
    return route;
  }

  /** Returns the exception that a status of 500 hides from the client. */
  Optional<Throwable> serverError() {
    return serverError;
  }

  /** Returns the number of bytes of the answer. */
  long sent() {
    return sent;
  }

  void bodyComplete() {
    bodyComplete = true;
  }

  boolean isBodyComplete() {
    return bodyComplete;
  }

  boolean isAnswered() {
    return answered.get();
  }

  /** Registers what is to be freed when the request is answered; at once if it is already. */
  void onEnd(Runnable task) {
    synchronized (cleanup) {
      if (!cleaned) {
        cleanup.push(task);
        return;
      }
    }
    task.run();
  }

  private void cleanUp() {
    Deque<Runnable> tasks;
    synchronized (cleanup) {
      cleaned = true;
      tasks = new ArrayDeque<>(cleanup);
      cleanup.clear();
    }
    tasks.forEach(Runnable::run);
  }

  /** Calls a task after a time, unless the request is answered before. */
  void after(long time, TimeUnit unit, Runnable task) {
    Scheduler.Task scheduled = scheduler().schedule(task, time, unit);
    onEnd(scheduled::cancel);
  }

  private Scheduler scheduler() {
    return request.getConnectionMetaData().getConnector().getScheduler();
  }

  void answer(int status, String type, String body) {
    answer(status, type, body.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** Sends the answer, unless another one was sent. */
  void answer(int status, String type, byte[] body, Map<String, String> headers) {
    if (!answered.compareAndSet(false, true)) {
      return;
    }
    cleanUp();
    send(status, type, body, headers);
  }

  private void send(int status, String type, byte[] body, Map<String, String> headers) {
    response.setStatus(status);
    var fields = response.getHeaders();
    fields.put(HttpHeader.CONTENT_TYPE, type);
    fields.put(HttpHeader.CONTENT_LENGTH, body.length);
    fields.put(REQUEST_ID, id);
    SecurityHeaders.addTo(fields);
    headers.forEach(fields::put);
    if (!bodyComplete) {
      fields.put(HttpHeader.CONNECTION, "close");
    }
    sent = body.length;
    finished.accept(this, status);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  /** Answers with an error. */
  void fail(Throwable error) {
    Throwable cause = error;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof HttpProblem problem) {
      fail(problem);
    } else if (cause instanceof OutOfMemoryError) {
      fail(ServeProblems.outOfMemory());
    } else {
      if (!answered.get()) {
        serverError = Optional.of(cause);
      }
      fail(ServeProblems.internal(id));
    }
  }

  private void fail(HttpProblem problem) {
    if (!answered.compareAndSet(false, true)) {
      return;
    }
    cleanUp();
    byte[] body =
        "{\"error\":%s,\"requestId\":%s}\n"
            .formatted(JsonText.quoted(problem.getMessage()), JsonText.quoted(id))
            .getBytes(StandardCharsets.UTF_8);
    Runnable answer = () -> send(problem.status(), JSON, body, problem.headers());
    if (bodyComplete || expectsContinue()) {
      answer.run();
    } else {
      discardBody(answer);
    }
  }

  private boolean expectsContinue() {
    String expect = request.getHeaders().get(HttpHeader.EXPECT);
    return expect != null && expect.toLowerCase(Locale.ROOT).contains("100-continue");
  }

  /**
   * Reads the rest of a body for a short time before an answer. A connection that is closed while
   * the client sends is reset, and the client would not see the answer.
   */
  private void discardBody(Runnable answer) {
    AtomicBoolean done = new AtomicBoolean();
    Runnable once =
        () -> {
          if (done.compareAndSet(false, true)) {
            answer.run();
          }
        };
    Scheduler.Task timer = scheduler().schedule(once, DISCARD_SECONDS, TimeUnit.SECONDS);
    new Runnable() {
      private long discarded;

      @Override
      public void run() {
        while (!done.get()) {
          Content.Chunk chunk = request.read();
          if (chunk == null) {
            request.demand(this);
            return;
          }
          discarded += chunk.remaining();
          boolean failed = Content.Chunk.isFailure(chunk);
          boolean last = chunk.isLast();
          chunk.release();
          bodyComplete |= last && !failed;
          if (last || failed || discarded > MAX_DISCARDED) {
            timer.cancel();
            once.run();
            return;
          }
        }
      }
    }.run();
  }
}
