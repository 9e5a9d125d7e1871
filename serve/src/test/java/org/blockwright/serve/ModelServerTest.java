package org.blockwright.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.blockwright.base.BlockwrightException;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server apart from its predictions: access, limits, reload, shutdown, metrics, logs. */
class ModelServerTest {
  @TempDir private Path folder;
  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> accessLog = new ConcurrentLinkedQueue<>();

  private static ServerOptions options() {
    return ServerOptions.defaults().listen("127.0.0.1", 0).reloadInterval(Duration.ofMillis(20));
  }

  private ModelServer start(ServerOptions options) {
    Path file = folder.resolve("colors.zip");
    if (!Files.exists(file)) {
      TestModel.save(file, "blue", "red");
    }
    return ModelServer.start(
        List.of(ModelSource.parse(file.toString())), options, log::add, accessLog::add);
  }

  private static String best(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Client.json(response).get(0).get("className").asText();
  }

  @Test
  void descriptionHasExactlyThePathsOfTheServer() throws IOException {
    try (ModelServer server = start(options())) {
      JsonNode yaml = new YAMLMapper().readTree(new Client(server).get("/openapi.yaml").body());
      Set<String> described = new TreeSet<>();
      yaml.get("paths")
          .properties()
          .forEach(
              path ->
                  path.getValue()
                      .fieldNames()
                      .forEachRemaining(
                          method ->
                              described.add(
                                  method.toUpperCase(java.util.Locale.ROOT)
                                      + " "
                                      + path.getKey())));

      assertThat(described)
          .containsExactlyInAnyOrderElementsOf(
              Stream.of(Route.values()).map(r -> r.method() + " " + r.template()).toList());
      for (Route route : Route.values()) {
        JsonNode security =
            yaml.get("paths")
                .get(route.template())
                .get(route.method().toLowerCase(java.util.Locale.ROOT))
                .path("security");
        assertThat(security.isMissingNode()).as(route.template()).isEqualTo(route.needsToken());
      }
    }
  }

  @Test
  void tokenIsRequiredApartFromPageAndHealth() {
    try (ModelServer server = start(options().token("secret-of-the-test"))) {
      Client client = new Client(server);

      for (Route route : Route.values()) {
        String path = route.template().replace("{name}", "colors");
        int status =
            route.method().equals("GET")
                ? client.get(path).statusCode()
                : client.post(path, TestModel.red()).statusCode();
        assertThat(status).as(path).isEqualTo(route.needsToken() ? 401 : 200);
      }
      String[] wrong = {"Authorization", "Bearer secret-of-the-tesT"};
      assertThat(client.post("/predictions/colors", TestModel.red(), wrong).statusCode())
          .isEqualTo(401);
      String[] right = {"Authorization", "Bearer secret-of-the-test"};
      assertThat(best(client.post("/predictions/colors", TestModel.red(), right))).isEqualTo("red");
    }
  }

  @Test
  void answersHaveSecurityHeadersAndTheRequestId() {
    try (ModelServer server = start(options())) {
      Client client = new Client(server);

      HttpResponse<String> page = client.send(client.request("/").header("X-Request-Id", "my-1"));

      assertThat(page.headers().firstValue("X-Request-Id")).hasValue("my-1");
      assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'sha256-", "connect-src 'self'");
      assertThat(page.headers().firstValue("Server")).isEmpty();
      HttpResponse<String> error =
          client.send(client.request("/nothing").header("X-Request-Id", "not valid!"));
      assertThat(error.statusCode()).isEqualTo(404);
      String id = error.headers().firstValue("X-Request-Id").orElseThrow();
      assertThat(id).matches("[0-9a-f]{16}");
      assertThat(Client.json(error).get("requestId").asText()).isEqualTo(id);
    }
  }

  @Test
  void requestOfAPageOfAnotherSiteIsRejected() {
    try (ModelServer server = start(options())) {
      HttpResponse<String> response =
          new Client(server)
              .post("/predictions/colors", TestModel.red(), "Sec-Fetch-Site", "cross-site");

      assertThat(response.statusCode()).isEqualTo(403);
    }
  }

  @Test
  void imagesBeyondTheQueueAreAnsweredWith429() throws IOException {
    try (ModelServer server = start(options().queue(1));
        Socket slow = new Socket("127.0.0.1", server.port())) {
      slow.getOutputStream()
          .write(
              "POST /predictions/colors HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n1"
                  .getBytes(StandardCharsets.US_ASCII));
      slow.getOutputStream().flush();
      Client client = new Client(server);

      HttpResponse<String> response = client.post("/predictions/colors", TestModel.red());
      while (response.statusCode() == 200) {
        // The slow request had not arrived yet.
        response = client.post("/predictions/colors", TestModel.red());
      }

      assertThat(response.statusCode()).isEqualTo(429);
      assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(Client.error(response))
          .isEqualTo("The server is busy: 1 images wait for colors. Try again later.");
    }
  }

  @Test
  void bodyThatIsTooSlowIsAnsweredWith408AndItsPlaceIsFreed() throws IOException {
    try (ModelServer server = start(options().queue(1).timeout(Duration.ofSeconds(1)));
        Socket slow = new Socket("127.0.0.1", server.port())) {
      slow.setSoTimeout(20_000);
      slow.getOutputStream()
          .write(
              "POST /predictions/colors HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n1"
                  .getBytes(StandardCharsets.US_ASCII));
      slow.getOutputStream().flush();

      String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 408 ").contains("within 1 seconds");
      assertThat(best(new Client(server).post("/predictions/colors", TestModel.red())))
          .isEqualTo("red");
    }
  }

  @Test
  void manyClientsGetTheirOwnResults() {
    try (ModelServer server = start(options())) {
      Client client = new Client(server);

      List<CompletableFuture<String>> results = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        byte[] image = i % 2 == 0 ? TestModel.red() : TestModel.blue();
        results.add(
            CompletableFuture.supplyAsync(() -> best(client.post("/predictions/colors", image))));
      }

      for (int i = 0; i < 100; i++) {
        assertThat(results.get(i).join()).isEqualTo(i % 2 == 0 ? "red" : "blue");
      }
    }
  }

  @Test
  void changedFileIsLoadedAgainAndNoRequestIsLost() throws Exception {
    try (ModelServer server = start(options())) {
      Client client = new Client(server);
      AtomicBoolean stop = new AtomicBoolean();
      List<CompletableFuture<Set<String>>> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(
            CompletableFuture.supplyAsync(
                () -> {
                  Set<String> seen = new TreeSet<>();
                  while (!stop.get()) {
                    seen.add(best(client.post("/predictions/colors", TestModel.red())));
                  }
                  return seen;
                }));
      }

      Path next = TestModel.save(folder.resolve("next.zip"), "azure", "crimson");
      Files.move(
          next,
          folder.resolve("colors.zip"),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
      while (!best(client.post("/predictions/colors", TestModel.red())).equals("crimson")) {
        Thread.onSpinWait();
      }
      stop.set(true);

      for (CompletableFuture<Set<String>> seen : clients) {
        assertThat(seen.join()).isSubsetOf("red", "crimson");
      }
      assertThat(log).anyMatch(line -> line.contains("has changed and is loaded again"));
    }
  }

  @Test
  void changedFileThatIsNoModelIsReportedAndTheEarlierModelIsKept() throws IOException {
    try (ModelServer server = start(options())) {
      Files.writeString(folder.resolve("colors.zip"), "no model");
      while (log.stream().noneMatch(line -> line.contains("the earlier model is kept"))) {
        Thread.onSpinWait();
      }

      assertThat(best(new Client(server).post("/predictions/colors", TestModel.red())))
          .isEqualTo("red");
      assertThat(new Client(server).get("/metrics").body())
          .contains("blockwright_reloads_total{model=\"colors\",result=\"failure\"} 1.0");
    }
  }

  @Test
  void requestsThatHaveBegunAreAnsweredBeforeTheServerEnds() throws Exception {
    ModelServer server = start(options());
    int port = server.port();
    try (Socket socket = new Socket("127.0.0.1", port)) {
      byte[] image = TestModel.red();
      socket
          .getOutputStream()
          .write(
              "POST /predictions/colors HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %s\r\n\r\n"
                  .formatted(image.length)
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(image, 0, 10);
      socket.getOutputStream().flush();
      while (!new Client(server)
          .get("/metrics")
          .body()
          .contains("blockwright_queue_images{model=\"colors\"} 1.0")) {
        Thread.onSpinWait();
      }

      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      socket.getOutputStream().write(image, 10, image.length - 10);
      socket.getOutputStream().flush();

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"className\":\"red\"");
      closing.join();
    }
    assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(IOException.class);
  }

  @Test
  void metricsCountRequestsByTemplate() {
    try (ModelServer server = start(options())) {
      Client client = new Client(server);
      client.post("/predictions/colors", TestModel.red());
      client.post("/predictions/colors", new byte[3]);

      assertThat(client.get("/metrics").body())
          .contains(
              "blockwright_requests_seconds_count{method=\"POST\",route=\"/predictions/{name}\",status=\"200\"} 1",
              "blockwright_requests_seconds_count{method=\"POST\",route=\"/predictions/{name}\",status=\"422\"} 1",
              "blockwright_batch_size_count{model=\"colors\"}",
              "blockwright_queue_images{model=\"colors\"} 0.0",
              "jvm_memory_used_bytes");
    }
  }

  @Test
  void accessLogHasNothingOfTheContent() {
    try (ModelServer server = start(options())) {
      Client client = new Client(server);
      client.send(
          client
              .request("/predictions/colors?top=2")
              .header("X-Request-Id", "r7")
              .POST(BodyPublishers.ofByteArray(TestModel.red())));
    }

    assertThat(accessLog).hasSize(1);
    assertThat(accessLog.peek())
        .matches(
            "\\S+Z r7 127.0.0.1 POST /predictions/colors 200 \\d+ ms %s B in, \\d+ B out"
                .formatted(TestModel.red().length));
  }

  @Test
  void modelsAreListedForThePage() {
    TestModel.save(folder.resolve("colors.zip"), "blue", "red");
    TestModel.save(folder.resolve("other.zip"), "b", "r");
    try (ModelServer server =
        ModelServer.start(
            List.of(
                ModelSource.parse(folder.resolve("colors.zip").toString()),
                ModelSource.parse("x=" + folder.resolve("other.zip"))),
            options(),
            log::add,
            accessLog::add)) {
      JsonNode models = Client.json(new Client(server).get("/models"));

      assertThat(models.findValuesAsText("name")).contains("colors", "x");
      assertThat(models.get(1).get("outputs").get(0).get("labels")).hasToString("[\"b\",\"r\"]");
    }
  }

  @Test
  void modelsCannotBeUploaded() {
    try (ModelServer server = start(options())) {
      Client client = new Client(server);

      for (String path : List.of("/models", "/v2/models/new", "/v2/repository/models/new/load")) {
        assertThat(client.post(path, TestModel.red()).statusCode()).as(path).isIn(404, 405);
      }
    }
  }

  @Test
  void invalidStartsAreRejected() throws IOException {
    Path file = TestModel.save(folder.resolve("colors.zip"), "blue", "red");
    ModelSource source = ModelSource.parse(file.toString());

    assertThatThrownBy(() -> ModelServer.start(List.of(), options(), log::add, log::add))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "There are no models to serve. Pass at least one saved model, such as runs/digits-1/model.zip.");
    assertThatThrownBy(
            () -> ModelServer.start(List.of(source, source), options(), log::add, log::add))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("have the same name \"colors\"");
    assertThatThrownBy(
            () ->
                ModelServer.start(
                    List.of(new ModelSource("a", folder.resolve("none.zip"))),
                    options(),
                    log::add,
                    log::add))
        .isInstanceOf(BlockwrightException.class);
    try (ModelServer server = start(options())) {
      assertThatThrownBy(
              () ->
                  ModelServer.start(
                      List.of(source),
                      options().listen("127.0.0.1", server.port()),
                      log::add,
                      log::add))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + server.port());
    }
  }
}
