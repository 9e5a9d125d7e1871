package org.blockwright.weights.registry;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of a response, read chunk by chunk. Unlike an input stream, it waits for a chunk only
 * for a limited time.
 */
final class Chunks implements BodySubscriber<Chunks> {
  /** A chunk, a failure, or the end if both are missing. */
  private record Event(List<ByteBuffer> buffers, Optional<Throwable> failure) {
    private static final Event END = new Event(List.of(), Optional.empty());
  }

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

  @Override
  public CompletionStage<Chunks> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription started) {
    subscription.complete(started);
    started.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Event(buffers, Optional.empty()));
  }

  @Override
  public void onError(Throwable failure) {
    events.add(new Event(List.of(), Optional.of(failure)));
  }

  @Override
  public void onComplete() {
    events.add(Event.END);
  }

  /**
   * Waits for the next chunk.
   *
   * @return empty at the end of the body
   * @throws HttpTimeoutException if nothing arrives in time
   * @throws IOException if the connection breaks
   */
  Optional<List<ByteBuffer>> next(Duration timeout) throws IOException, InterruptedException {
    Event event = events.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    if (event == null) {
      throw new HttpTimeoutException(DownloadProblems.noAnswer(timeout.toSeconds()));
    }
    if (event.failure().isPresent()) {
      throw new IOException(event.failure().get().getMessage(), event.failure().get());
    }
    if (event == Event.END) {
      return Optional.empty();
    }
    subscription.join().request(1);
    return Optional.of(event.buffers());
  }

  /** Closes the connection if the body was not read to its end. */
  void cancel() {
    subscription.thenAccept(Flow.Subscription::cancel);
  }
}
