package org.blockwright.serve;

import com.google.common.collect.ImmutableMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.blockwright.base.DataException;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.inference.ImagePrediction;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** Answers requests, see {@link Route}. No thread waits for a body or a result. */
final class RequestHandler extends Handler.Abstract.NonBlocking {
  private static final int DEFAULT_TOP = 5;

  private final ImmutableMap<String, ServedModel> models;
  private final ServerOptions options;
  private final ServerMetrics metrics;
  private final BodyReader bodies;
  private final Executor decoders;
  private final BooleanSupplier ready;
  private final BiConsumer<Exchange, Integer> finished;
  private final InferenceProtocol protocol;
  private final Page page = new Page();

  /**
   * @param decoders runs the decoding of images and the parsing of bodies
   * @param ready whether the server accepts requests
   * @param finished called after each answer, with its status
   */
  RequestHandler(
      ImmutableMap<String, ServedModel> models,
      ServerOptions options,
      ServerMetrics metrics,
      BodyReader bodies,
      Executor decoders,
      BooleanSupplier ready,
      BiConsumer<Exchange, Integer> finished) {
    this.models = models;
    this.options = options;
    this.metrics = metrics;
    this.bodies = bodies;
    this.decoders = decoders;
    this.ready = ready;
    this.finished = finished;
    this.protocol = new InferenceProtocol(options);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, callback, finished);
    try {
      Route.Match match = Route.find(request.getMethod(), Request.getPathInContext(request));
      exchange.route(match.route());
      requireAccess(match.route(), request);
      exchange.after(
          options.timeout().toMillis(), TimeUnit.MILLISECONDS, () -> exchange.fail(late(exchange)));
      answer(match, exchange);
    } catch (RuntimeException | Error e) {
      exchange.fail(e);
    }
    return true;
  }

  private HttpProblem late(Exchange exchange) {
    long seconds = options.timeout().toSeconds();
    return exchange.isBodyComplete()
        ? ServeProblems.timeout(seconds)
        : ServeProblems.bodyTimeout(seconds);
  }

  private void requireAccess(Route route, Request request) {
    if (route.needsToken() && options.token().isPresent()) {
      String given = request.getHeaders().get(HttpHeader.AUTHORIZATION);
      String expected = "Bearer " + options.token().get();
      // Takes the same time wherever they differ.
      if (given == null
          || !MessageDigest.isEqual(
              given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8))) {
        throw ServeProblems.unauthorized();
      }
    }
    if ("cross-site".equals(request.getHeaders().get("Sec-Fetch-Site"))
        && !request.getMethod().equals("GET")) {
      throw ServeProblems.otherOrigin();
    }
  }

  private void answer(Route.Match match, Exchange exchange) {
    switch (match.route()) {
      case PAGE -> exchange.answer(200, "text/html; charset=utf-8", page.html(), page.headers());
      case OPENAPI -> exchange.answer(200, "application/yaml", page.openapi(), Map.of());
      case METRICS ->
          exchange.answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text());
      case MODELS -> exchange.answer(200, Exchange.JSON, modelList());
      case PREDICT -> predict(model(match.name()), exchange);
      case SERVER -> exchange.answer(200, Exchange.JSON, protocol.server());
      case LIVE -> exchange.answer(200, Exchange.JSON, "{\"live\":true}");
      case READY -> readiness(exchange);
      case MODEL -> metadata(model(match.name()), exchange);
      case MODEL_READY -> modelReadiness(model(match.name()), exchange);
      case INFER -> infer(model(match.name()), exchange);
    }
  }

  private ServedModel model(String name) {
    ServedModel model = models.get(name);
    if (model == null) {
      throw ServeProblems.unknownModel(name, models.keySet());
    }
    return model;
  }

  private void readiness(Exchange exchange) {
    boolean isReady = ready.getAsBoolean();
    exchange.answer(isReady ? 200 : 503, Exchange.JSON, "{\"ready\":%s}".formatted(isReady));
  }

  private void modelReadiness(ServedModel model, Exchange exchange) {
    boolean isReady = ready.getAsBoolean();
    exchange.answer(
        isReady ? 200 : 503,
        Exchange.JSON,
        "{\"name\":%s,\"ready\":%s}".formatted(JsonText.quoted(model.name()), isReady));
  }

  private String modelList() {
    return models.values().stream()
        .map(
            served -> {
              LoadedModel model = served.use();
              try {
                return InferenceProtocol.summary(served.name(), model.network());
              } finally {
                model.release();
              }
            })
        .collect(Collectors.joining(",", "[", "]"));
  }

  private void metadata(ServedModel served, Exchange exchange) {
    LoadedModel model = served.use();
    exchange.onEnd(model::release);
    exchange.answer(200, Exchange.JSON, InferenceProtocol.metadata(served.name(), model.network()));
  }

  private void predict(ServedModel served, Exchange exchange) {
    int top = top(exchange.request());
    LoadedModel model = reserve(served, 1, exchange);
    String type = exchange.request().getHeaders().get(HttpHeader.CONTENT_TYPE);
    bodies.read(
        exchange,
        body ->
            decode(
                exchange,
                () -> {
                  ImageSource image =
                      ImageSource.of(ImageBody.image(body, type), options.maxPixels());
                  Work work = new Work(image, new CompletableFuture<>());
                  exchange.onEnd(() -> work.result().cancel(false));
                  work.result()
                      .whenCompleteAsync(
                          (prediction, error) ->
                              answer(exchange, error, () -> JsonText.prediction(prediction, top)),
                          answering(exchange));
                  model.batcher().announce();
                  add(work, model, exchange);
                }));
  }

  /** An image with the future of its result. */
  private record Work(ImageSource image, CompletableFuture<Map<String, ImagePrediction>> result) {}

  private static int top(Request request) {
    Fields.Field field = Request.extractQueryParameters(request).get("top");
    if (field == null) {
      return DEFAULT_TOP;
    }
    String text = field.getValue();
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw ServeProblems.invalidTop(text);
    }
    return Integer.parseInt(text);
  }

  private LoadedModel reserve(ServedModel served, int images, Exchange exchange) {
    if (!ready.getAsBoolean()) {
      throw ServeProblems.shuttingDown();
    }
    served.reserve(images);
    exchange.onEnd(() -> served.free(images));
    LoadedModel model = served.use();
    exchange.onEnd(model::release);
    return model;
  }

  private void decode(Exchange exchange, Runnable task) {
    decoders.execute(
        () -> {
          if (exchange.isAnswered()) {
            return;
          }
          try {
            task.run();
          } catch (RuntimeException | Error e) {
            exchange.fail(e);
          }
        });
  }

  /** Decodes an image that was announced, and adds it to a batch. */
  private void add(Work work, LoadedModel model, Exchange exchange) {
    float[] values;
    try {
      values = model.preprocessor().read(work.image());
    } catch (DataException e) {
      model.batcher().notAdded();
      exchange.fail(ServeProblems.undecodable(e.getMessage()));
      return;
    } catch (RuntimeException | Error e) {
      model.batcher().notAdded();
      exchange.fail(e);
      return;
    }
    model.batcher().add(values, work.result());
  }

  private static Executor answering(Exchange exchange) {
    // Not the thread that computes batches.
    return exchange.request().getComponents().getExecutor();
  }

  private static void answer(
      Exchange exchange, Throwable error, java.util.function.Supplier<String> json) {
    if (error != null) {
      exchange.fail(error);
      return;
    }
    try {
      exchange.answer(200, Exchange.JSON, json.get());
    } catch (RuntimeException | Error e) {
      exchange.fail(e);
    }
  }

  private void infer(ServedModel served, Exchange exchange) {
    if (exchange.request().getHeaders().contains("Inference-Header-Content-Length")) {
      throw ServeProblems.binaryData();
    }
    LoadedModel model = reserve(served, 1, exchange);
    bodies.read(
        exchange,
        body ->
            decode(
                exchange,
                () -> {
                  InferenceRequest request = InferenceRequest.parse(body, model.network(), options);
                  int further = request.size() - 1;
                  if (further > 0) {
                    served.reserve(further);
                    exchange.onEnd(() -> served.free(further));
                  }
                  infer(served.name(), request, model, exchange);
                }));
  }

  private void infer(String name, InferenceRequest request, LoadedModel model, Exchange exchange) {
    List<CompletableFuture<Map<String, ImagePrediction>>> results =
        request.items().stream()
            .map(item -> new CompletableFuture<Map<String, ImagePrediction>>())
            .toList();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new));
    exchange.onEnd(() -> results.forEach(result -> result.cancel(false)));
    all.whenCompleteAsync(
        (nothing, error) ->
            answer(
                exchange,
                error,
                () ->
                    InferenceProtocol.response(
                        name,
                        model.network(),
                        request,
                        results.stream().map(CompletableFuture::join).toList())),
        answering(exchange));
    for (int i = 0; i < results.size(); i++) {
      InferenceRequest.Item item = request.items().get(i);
      CompletableFuture<Map<String, ImagePrediction>> result = results.get(i);
      model.batcher().announce();
      if (item.values().isPresent()) {
        model.batcher().add(item.values().get(), result);
      } else {
        Work work = new Work(item.image().orElseThrow(), result);
        decoders.execute(() -> add(work, model, exchange));
      }
    }
  }
}
