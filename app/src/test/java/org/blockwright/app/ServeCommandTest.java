package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.blockwright.dsl.Network;
import org.blockwright.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The subcommand {@code serve} in a process of its own, under load. */
@Tag("slow")
class ServeCommandTest {
  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private byte[] image;
  private int port;

  @BeforeEach
  void saveModel() throws IOException {
    Network network =
        Network.named("tiny")
            .input(16, 16, 3)
            .block("a", conv(4, 3).relu())
            .head(globalAverage(), dense(2).softmax())
            .labels("cat", "dog");
    try (Model model = Model.create(network, 1)) {
      model.save(folder.resolve("tiny.zip"));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(30, 30, BufferedImage.TYPE_INT_RGB), "png", out);
    image = out.toByteArray();
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  private CommandProcess serve(String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("serve", "tiny.zip", "--port", String.valueOf(port)));
    arguments.addAll(List.of(options));
    CommandProcess command = CommandProcess.start(folder, arguments.toArray(String[]::new));
    assertThat(command.awaitOutput("serving tiny at http://127.0.0.1:" + port + "/"))
        .as(command.output())
        .isTrue();
    return command;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20));
  }

  private int predict() throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            request("/predictions/tiny").POST(BodyPublishers.ofByteArray(image)).build(),
            BodyHandlers.ofString());
    return response.statusCode();
  }

  /** Clients that send one request after another; those that got no answer are counted. */
  private final class Load implements AutoCloseable {
    final AtomicInteger answered = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<CompletableFuture<Void>> clients = new ArrayList<>();

    Load(int count) {
      for (int i = 0; i < count; i++) {
        clients.add(CompletableFuture.runAsync(this::send));
      }
    }

    private void send() {
      while (!stop.get()) {
        try {
          int status = predict();
          (status == 200 ? answered : status == 503 ? refused : failed).incrementAndGet();
        } catch (IOException e) {
          refused.incrementAndGet();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    void awaitAnswers(int more) throws InterruptedException {
      int target = answered.get() + more;
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (answered.get() < target) {
        assertThat(System.nanoTime()).as("answers arrive").isLessThan(end);
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }

    void end() {
      stop.set(true);
      clients.forEach(CompletableFuture::join);
    }

    @Override
    public void close() {
      end();
    }
  }

  @Test
  void killedServerIsStartedAgainUnderLoad() throws Exception {
    try (CommandProcess first = serve()) {
      try (Load load = new Load(4)) {
        load.awaitAnswers(50);
        first.process().destroyForcibly().waitFor();
        try (CommandProcess second = serve()) {
          load.awaitAnswers(50);
          assertThat(second.process().isAlive()).isTrue();
        }
        assertThat(load.failed).hasValue(0);
      }
    }
  }

  @Test
  void terminatedServerAnswersWhatHasBegunAndEnds() throws Exception {
    try (CommandProcess server = serve("--access-log");
        Load load = new Load(4)) {
      load.awaitAnswers(50);

      server.process().destroy();

      assertThat(server.process().waitFor(40, TimeUnit.SECONDS)).as(server.output()).isTrue();
      load.end();
      assertThat(load.failed).hasValue(0);
      assertThat(server.output().lines().filter(line -> line.contains(" 200 ")).count())
          .isGreaterThanOrEqualTo(load.answered.get());
    }
  }

  @Test
  void tokenOfAFileIsRequired() throws Exception {
    Files.writeString(folder.resolve("token"), "a-token-of-this-test\n");

    try (CommandProcess server = serve("--token-file", "token")) {
      assertThat(predict()).isEqualTo(401);
      HttpRequest allowed =
          request("/v2").header("Authorization", "Bearer a-token-of-this-test").build();
      assertThat(http.send(allowed, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThat(server.process().isAlive()).isTrue();
    }
  }

  @Test
  void portThatIsInUseIsReported() throws Exception {
    try (ServerSocket taken = new ServerSocket(0);
        CommandProcess server =
            CommandProcess.start(
                folder, "serve", "tiny.zip", "--port", String.valueOf(taken.getLocalPort()))) {
      server.awaitOutput("nothing");
      assertThat(server.process().waitFor(60, TimeUnit.SECONDS)).isTrue();

      assertThat(server.process().exitValue()).isEqualTo(1);
      assertThat(server.output())
          .contains("The server cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }
}
