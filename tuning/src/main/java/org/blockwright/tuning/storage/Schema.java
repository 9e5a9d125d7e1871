package org.blockwright.tuning.storage;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/**
 * The tables of Optuna. The statements that create them are those that Optuna 5.0.0 executes; it
 * has had the same ones since 3.2.
 */
final class Schema {
  /** Version of the tables. */
  static final int VERSION = 12;

  /** Revision of alembic, with which Optuna changes tables. */
  static final String REVISION = "v3.2.0.a";

  /** The version of Optuna that Optuna itself compares, and whose tables these are. */
  private static final String LIBRARY = "5.0.0";

  private Schema() {}

  /** Creates the tables if the database has none, and checks their version otherwise. */
  static void createOrCheck(Database database) {
    database.call(
        "create the tables of a study",
        (connection, again) -> {
          if (database.url().kind() == StorageUrl.Kind.POSTGRESQL) {
            // Two processes that start at the same time must not both create them.
            Sql.query(connection, row -> 0, "SELECT pg_advisory_xact_lock(3120000)");
          }
          if (!hasTable(connection, "version_info")) {
            create(connection, database.url().kind());
          }
          check(connection, database.url());
          return null;
        });
  }

  private static boolean hasTable(Connection connection, String name) throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, null, name, new String[] {"TABLE"})) {
      return tables.next();
    }
  }

  private static void create(Connection connection, StorageUrl.Kind kind) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements(kind)) {
        statement.execute(sql);
      }
    }
    Sql.update(
        connection,
        "INSERT INTO version_info (version_info_id, schema_version, library_version)"
            + " VALUES (1, ?, ?)",
        VERSION,
        LIBRARY);
    Sql.update(connection, "INSERT INTO alembic_version (version_num) VALUES (?)", REVISION);
  }

  private static List<String> statements(StorageUrl.Kind kind) {
    String name = "schema-" + kind.name().toLowerCase(Locale.ROOT) + ".sql";
    try {
      String text =
          Resources.toString(Resources.getResource(Schema.class, name), StandardCharsets.UTF_8);
      return List.of(text.replaceAll("(?m)^--.*$", "").strip().split(";\\s*"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(Connection connection, StorageUrl url) throws SQLException {
    List<Integer> versions =
        Sql.query(connection, row -> row.getInt(1), "SELECT schema_version FROM version_info");
    List<String> revisions =
        hasTable(connection, "alembic_version")
            ? Sql.query(
                connection, row -> row.getString(1), "SELECT version_num FROM alembic_version")
            : List.of();
    if (!versions.equals(List.of(VERSION)) || !revisions.equals(List.of(REVISION))) {
      throw StorageProblems.otherVersion(
          url, "schema version %s, revision %s".formatted(versions, revisions));
    }
  }
}
