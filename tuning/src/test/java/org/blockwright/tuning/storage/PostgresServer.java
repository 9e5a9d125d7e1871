package org.blockwright.tuning.storage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL server, with programs from Maven Central and a data directory of its own. */
final class PostgresServer implements AutoCloseable {
  private final Path data;
  private EmbeddedPostgres server;
  private int databases;

  private PostgresServer(Path data, EmbeddedPostgres server) {
    this.data = data;
    this.server = server;
  }

  /**
   * Starts a server on a free port; skips the test where PostgreSQL cannot run.
   *
   * @param data empty directory
   */
  static PostgresServer start(Path data) throws IOException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "the tests have the programs of PostgreSQL for Linux on x86-64 alone");
    assumeTrue(
        !System.getProperty("user.name").equals("root") || LinuxUtils.isUnshareAvailable(),
        "PostgreSQL does not run as root, and `unshare -U` is not allowed here");
    return new PostgresServer(data, builder(data).start());
  }

  private static EmbeddedPostgres.Builder builder(Path data) {
    return EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false);
  }

  /** Creates an empty database and returns its address as Optuna writes it. */
  String createDatabase() throws SQLException {
    String name = "studies" + databases++;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return "postgresql://postgres:postgres@localhost:%s/%s".formatted(server.getPort(), name);
  }

  /** Stops the server for a time, in which it cannot be reached. */
  void pause(long millis) throws IOException, InterruptedException {
    int port = server.getPort();
    server.close();
    Thread.sleep(millis);
    server = builder(data).setPort(port).start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
