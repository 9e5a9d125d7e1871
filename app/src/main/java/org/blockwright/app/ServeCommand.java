package org.blockwright.app;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.blockwright.base.AtomicFiles;
import org.blockwright.serve.ModelServer;
import org.blockwright.serve.ModelSource;
import org.blockwright.serve.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommand {@code serve}. */
@Command(
    name = "serve",
    description = {
      "Serves saved models: a web page, POST /predictions/NAME, the Open Inference Protocol under"
          + " /v2, and /metrics for Prometheus; /openapi.yaml describes all of it.",
      "A model whose file changes is loaded again without losing a request. Ctrl-C or a termination"
          + " signal answers the requests that have begun, and ends the server.",
      "Only programs on this machine can connect, unless --host is given. Then use --token-file,"
          + " since everyone who reaches the port can send images."
    },
    footer = {
      "  blockwright serve runs/digits-1/model.zip",
      "  blockwright serve cats=runs/cats-3/model.zip xray=runs/xray-1/model.zip --port 9000"
    })
final class ServeCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int MEGABYTE = 1 << 20;
  private static final ServerOptions DEFAULTS = ServerOptions.defaults();

  @Parameters(
      arity = "1..*",
      paramLabel = "MODEL",
      description =
          "saved .zip, or NAME=FILE; by default the name is that of the file, or of its folder for a"
              + " model.zip")
  private List<String> models;

  @Option(
      names = "--host",
      order = 1,
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "address to listen on (default ${DEFAULT-VALUE}); 0.0.0.0 for all")
  private String host;

  @Option(
      names = "--port",
      order = 2,
      paramLabel = "N",
      defaultValue = "8080",
      description = "port to listen on (default ${DEFAULT-VALUE}); 0 for a free one")
  private int port;

  @Option(
      names = "--token-file",
      order = 3,
      paramLabel = "FILE",
      description = "file with a token that requests must send (default: none is required)")
  private Optional<Path> tokenFile;

  @Option(
      names = {"--batch-size", "--batch"},
      order = 4,
      paramLabel = "N",
      converter = Converters.PositiveInteger.class,
      description = "images that are computed together at most (default 8)")
  private Optional<Integer> batchSize;

  @Option(
      names = "--max-delay",
      order = 5,
      paramLabel = "MS",
      defaultValue = "2",
      description =
          "how long an image waits for others that are being decoded (default ${DEFAULT-VALUE} ms)")
  private int maxDelay;

  @Option(
      names = "--executors",
      order = 6,
      paramLabel = "N",
      converter = Converters.PositiveInteger.class,
      description = "batches of a model that are computed at the same time (default 1)")
  private Optional<Integer> executors;

  @Option(
      names = "--queue",
      order = 7,
      paramLabel = "N",
      converter = Converters.PositiveInteger.class,
      description =
          "images of a model that wait or are computed at most (default 256); others are answered"
              + " with 429")
  private Optional<Integer> queue;

  @Option(
      names = "--max-body",
      order = 8,
      paramLabel = "MB",
      converter = Converters.PositiveInteger.class,
      description = "megabytes of a request at most (default 32)")
  private Optional<Integer> maxBody;

  @Option(
      names = "--max-pixels",
      order = 9,
      paramLabel = "N",
      converter = Converters.PositiveInteger.class,
      description = "pixels of an image at most (default 25000000)")
  private Optional<Integer> maxPixels;

  @Option(
      names = "--timeout",
      order = 10,
      paramLabel = "SECONDS",
      converter = Converters.PositiveInteger.class,
      description = "how long a request may take (default 30)")
  private Optional<Integer> timeout;

  @Option(names = "--access-log", order = 11, description = "print a line for each request")
  private boolean accessLog;

  private final Session session;

  ServeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    BooleanSupplier stop = session.interruption().stopCondition(AppProblems.stoppingServer());
    List<ModelSource> sources = models.stream().map(ModelSource::parse).toList();
    try (ModelServer server =
        ModelServer.start(
            sources,
            options(),
            session.progress()::note,
            accessLog ? session::print : line -> {})) {
      session.print(AppProblems.serving(server.uri(), server.models()));
      while (!stop.getAsBoolean()) {
        Uninterruptibles.sleepUninterruptibly(POLL);
      }
    }
    return Main.SUCCESS;
  }

  private ServerOptions options() {
    long bytes = (long) maxBody.orElse(DEFAULTS.maxBody() / MEGABYTE) * MEGABYTE;
    ServerOptions options =
        DEFAULTS
            .listen(host, port)
            .limits(
                (int) Math.min(Integer.MAX_VALUE, bytes),
                maxPixels.map(Integer::longValue).orElse(DEFAULTS.maxPixels()),
                DEFAULTS.maxImages())
            .queue(queue.orElse(DEFAULTS.queue()))
            .batches(
                batchSize.orElse(DEFAULTS.batchSize()),
                Duration.ofMillis(maxDelay),
                executors.orElse(DEFAULTS.executors()))
            .timeout(timeout.map(Duration::ofSeconds).orElse(DEFAULTS.timeout()));
    return tokenFile.map(file -> options.token(token(file))).orElse(options);
  }

  private static String token(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }
}
