package org.blockwright.serve;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.IntSupplier;

/** What a server measures, in the text format of Prometheus. */
final class ServerMetrics implements AutoCloseable {
  private static final String MODEL = "model";
  private static final Duration[] BUCKETS =
      java.util.stream.LongStream.of(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  ServerMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
  }

  /**
   * Records an answered request.
   *
   * @param route template of its path, so that the number of time series is bounded
   */
  void request(String method, String route, int status, long nanos) {
    Timer.builder("blockwright.requests")
        .description("answered requests")
        .tag("method", method)
        .tag("route", route)
        .tag("status", String.valueOf(status))
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(Duration.ofNanos(nanos));
  }

  /** Records a computed batch. */
  void batch(String model, int size) {
    DistributionSummary.builder("blockwright.batch.size")
        .description("images that were computed together")
        .tag(MODEL, model)
        .serviceLevelObjectives(1, 2, 4, 8, 16, 32)
        .register(registry)
        .record(size);
  }

  /** Registers the number of images that wait or are computed. */
  void queue(String model, IntSupplier images) {
    Gauge.builder("blockwright.queue.images", images::getAsInt)
        .description("images that wait or are computed")
        .tag(MODEL, model)
        .register(registry);
  }

  /** Records that a changed file was loaded, or could not be. */
  void reload(String model, boolean success) {
    registry
        .counter("blockwright.reloads", MODEL, model, "result", success ? "success" : "failure")
        .increment();
  }

  /** Returns all metrics as text. */
  String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }
}
