package org.blockwright.tuning.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;

/** Runs transactions on a pool of connections. */
final class Database implements AutoCloseable {
  /** How long a database that cannot be reached is tried again. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int CONNECTIONS = 4;
  private static final long FILE_MILLIS = 1_000;
  private static final long SERVER_MILLIS = 5_000;
  private static final long PAUSE_MILLIS = 500;
  private static final int SQLITE_BUSY = 5;

  private final StorageUrl url;
  private final HikariDataSource pool;

  /**
   * Work on a connection, in one transaction.
   *
   * @param <T> result
   */
  @FunctionalInterface
  interface Work<T> {
    /**
     * Does the work.
     *
     * @param again whether an earlier attempt failed, of which it is unknown whether it was
     *     committed
     */
    T run(Connection connection, boolean again) throws SQLException;
  }

  /**
   * Opens a database.
   *
   * @param newFile whether an SQLite file is created, for which a write-ahead log is chosen:
   *     readers do not wait for writers then
   */
  Database(StorageUrl url, boolean newFile) {
    this.url = url;
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url.jdbc());
    url.user().ifPresent(config::setUsername);
    url.password().ifPresent(config::setPassword);
    config.setPoolName("study");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    if (url.kind() == StorageUrl.Kind.SQLITE) {
      config.setConnectionTimeout(FILE_MILLIS);
      config.addDataSourceProperty("busy_timeout", String.valueOf(PATIENCE.toMillis()));
      if (newFile) {
        config.addDataSourceProperty("journal_mode", "WAL");
      }
      // With that log, a killed process loses nothing; a power failure can lose the last trials.
      config.addDataSourceProperty("synchronous", "NORMAL");
    } else {
      config.setConnectionTimeout(SERVER_MILLIS);
      // States are enumerations there, which are written as text.
      config.addDataSourceProperty("stringtype", "unspecified");
    }
    this.pool = new HikariDataSource(config);
  }

  StorageUrl url() {
    return url;
  }

  /**
   * Runs a transaction; again and again if the connection fails, until {@link #PATIENCE} is over.
   *
   * @param action what it does, for messages
   * @throws org.blockwright.base.StorageException if it fails
   */
  <T> T call(String action, Work<T> work) {
    return call(action, true, work);
  }

  /** Runs a transaction that only reads, see {@link #call(String, Work)}. */
  <T> T read(String action, Work<T> work) {
    return call(action, false, work);
  }

  private <T> T call(String action, boolean writes, Work<T> work) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean again = false;
    while (true) {
      try (Connection connection = pool.getConnection()) {
        begin(connection, writes);
        try {
          T result = work.run(connection, again);
          commit(connection);
          return result;
        } catch (SQLException | RuntimeException | Error e) {
          rollback(connection);
          throw e;
        }
      } catch (SQLException thrown) {
        SQLException e = reasonOf(thrown);
        if (!isTransient(e) || System.nanoTime() - deadline > 0) {
          throw StorageProblems.failed(url, action, e);
        }
        again = true;
        pause();
      }
    }
  }

  /**
   * Begins a transaction. That of SQLite locks the file at once if it writes: one that reads first
   * would fail if another one wrote in between. The driver's own begin would lock it also between
   * two transactions.
   */
  private void begin(Connection connection, boolean writes) throws SQLException {
    if (url.kind() == StorageUrl.Kind.SQLITE) {
      execute(connection, writes ? "BEGIN IMMEDIATE" : "BEGIN");
    } else {
      connection.setAutoCommit(false);
    }
  }

  private void commit(Connection connection) throws SQLException {
    if (url.kind() == StorageUrl.Kind.SQLITE) {
      execute(connection, "COMMIT");
    } else {
      connection.commit();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void rollback(Connection connection) {
    try {
      if (url.kind() == StorageUrl.Kind.SQLITE) {
        execute(connection, "ROLLBACK");
      } else {
        connection.rollback();
      }
    } catch (SQLException e) {
      // The error that led here is more important.
    }
  }

  /** Returns what the database answered, if the pool could not connect. */
  private static SQLException reasonOf(SQLException e) {
    return e instanceof SQLTransientConnectionException
            && e.getCause() instanceof SQLException reason
        ? reason
        : e;
  }

  /**
   * Returns whether the database may work again soon: no connection, or a shutdown (class 08 and
   * 57P of SQLSTATE), a conflict with another transaction (class 40), or a locked file.
   */
  private static boolean isTransient(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return e instanceof SQLTransientConnectionException
        || state.startsWith("08")
        || state.startsWith("57P")
        || state.startsWith("40")
        || (e.getErrorCode() & 0xff) == SQLITE_BUSY;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
