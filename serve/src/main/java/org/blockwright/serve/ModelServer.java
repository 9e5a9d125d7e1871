package org.blockwright.serve;

import com.google.common.collect.ImmutableMap;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A running server of saved models. It loads a model again when its file changes.
 *
 * <pre>{@code
 * try (ModelServer server =
 *     ModelServer.start(
 *         List.of(ModelSource.parse("runs/digits-1/model.zip")),
 *         ServerOptions.defaults(),
 *         System.err::println,
 *         access -> {})) {
 *   System.out.println(server.uri());
 *   ...
 * }
 * }</pre>
 */
public final class ModelServer implements AutoCloseable {
  private static final int MAX_HTTP_THREADS = 64;
  private static final int MAX_HEADERS = 16 << 10;
  private static final int IDLE_SECONDS = 5;

  /** The part of the heap that bodies of requests may take. */
  private static final int HEAP_PART = 4;

  private final ServerOptions options;
  private final Consumer<String> log;
  private final Consumer<String> accessLog;
  private final ServerMetrics metrics = new ServerMetrics();
  private final Map<String, ServedModel> models = new LinkedHashMap<>();
  private final ExecutorService decoders;
  private final ScheduledExecutorService reloader;
  private Server server = new Server();
  private ServerConnector connector;
  private volatile boolean ready;

  private ModelServer(ServerOptions options, Consumer<String> log, Consumer<String> accessLog) {
    this.options = options;
    this.log = log;
    this.accessLog = accessLog;
    this.decoders =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(), threads("decoding-%d"));
    this.reloader = Executors.newSingleThreadScheduledExecutor(threads("reloading"));
  }

  private static java.util.concurrent.ThreadFactory threads(String name) {
    return new ThreadFactoryBuilder().setDaemon(true).setNameFormat(name).build();
  }

  /**
   * Loads models and starts to listen.
   *
   * @param sources the models, at least one
   * @param log gets a line for each model that is loaded, loaded again, or not, and for each
   *     failure
   * @param accessLog gets a line for each request: time, id, client, method, path, status,
   *     milliseconds, bytes; nothing of its content
   * @return the server; the caller closes it
   * @throws UsageException if there is no model, or two have the same name
   * @throws org.blockwright.base.BlockwrightException if a file is not a valid model
   * @throws StorageException if the port cannot be used
   */
  public static ModelServer start(
      List<ModelSource> sources,
      ServerOptions options,
      Consumer<String> log,
      Consumer<String> accessLog) {
    requireDistinct(sources);
    ModelServer server = new ModelServer(options, log, accessLog);
    try {
      for (ModelSource source : sources) {
        server.models.put(source.name(), new ServedModel(source, options, server.metrics, log));
      }
      server.listen();
      return server;
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private static void requireDistinct(List<ModelSource> sources) {
    if (sources.isEmpty()) {
      throw new UsageException(ServeProblems.noModels());
    }
    Map<String, ModelSource> byName = new LinkedHashMap<>();
    for (ModelSource source : sources) {
      ModelSource other = byName.putIfAbsent(source.name(), source);
      if (other != null) {
        throw new UsageException(
            ServeProblems.duplicateName(source.name(), other.file(), source.file()));
      }
    }
  }

  private void listen() {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_HTTP_THREADS);
    threads.setName("http");
    threads.setDaemon(true);
    server = new Server(threads);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
    connector.setHost(options.host());
    connector.setPort(options.port());
    // Later than the timeout of requests, which has an answer.
    connector.setIdleTimeout(options.timeout().plusSeconds(IDLE_SECONDS).toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(options.maxConnections(), server));
    ErrorHandler errors = new ErrorHandler();
    errors.setShowStacks(false);
    errors.setDefaultResponseMimeType(Exchange.JSON);
    server.setErrorHandler(errors);
    server.setHandler(
        new GracefulHandler(
            new RequestHandler(
                ImmutableMap.copyOf(models),
                options,
                metrics,
                new BodyReader(options.maxBody(), Runtime.getRuntime().maxMemory() / HEAP_PART),
                decoders,
                () -> ready,
                this::finished)));
    server.setStopTimeout(options.timeout().toMillis());
    try {
      server.start();
    } catch (IOException e) {
      throw new StorageException(
          ServeProblems.portInUse(options.host(), options.port(), reason(e)), e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    ready = true;
    long interval = options.reloadInterval().toMillis();
    reloader.scheduleWithFixedDelay(this::reload, interval, interval, TimeUnit.MILLISECONDS);
  }

  private static String reason(IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADERS);
    // Otherwise a token would be replaced by one of an earlier request that differs in case.
    http.setHeaderCacheCaseSensitive(true);
    return http;
  }

  private void reload() {
    for (ServedModel model : models.values()) {
      try {
        model.reloadIfChanged();
      } catch (RuntimeException | Error e) {
        log.accept(ServeProblems.notReloaded(model.name(), e.toString()));
      }
    }
  }

  private void finished(Exchange exchange, int status) {
    Request request = exchange.request();
    long nanos = System.nanoTime() - request.getBeginNanoTime();
    metrics.request(
        exchange.route().map(Route::method).orElse("other"),
        exchange.route().map(Route::template).orElse("other"),
        status,
        nanos);
    accessLog.accept(
        "%s %s %s %s %s %s %s ms %s B in, %s B out"
            .formatted(
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                exchange.id(),
                Request.getRemoteAddr(request),
                ServeProblems.shown(request.getMethod()),
                ServeProblems.shown(Request.getPathInContext(request)),
                status,
                TimeUnit.NANOSECONDS.toMillis(nanos),
                Request.getContentBytesRead(request),
                exchange.sent()));
    exchange
        .serverError()
        .ifPresent(error -> log.accept(ServeProblems.failed(exchange.id(), error)));
  }

  /** Returns the address of the page. */
  public URI uri() {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return URI.create("http://" + host + ":" + port() + "/");
  }

  /** Returns the port, which the system has chosen if the option is 0. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Returns the names of the models. */
  public List<String> models() {
    return new ArrayList<>(models.keySet());
  }

  /**
   * Stops to accept requests, waits for those that have begun, not longer than the timeout of
   * requests, and frees the models.
   */
  @Override
  public void close() {
    ready = false;
    reloader.shutdownNow();
    try {
      server.stop();
    } catch (Exception e) {
      log.accept(ServeProblems.failed("shutdown", e));
    }
    MoreExecutors.shutdownAndAwaitTermination(decoders, Duration.ofSeconds(10));
    models.values().forEach(ServedModel::close);
    metrics.close();
  }
}
