package org.blockwright.tuning.storage;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.tuning.StudyStore;

/** A database of studies. To be closed after use. */
public final class StudyDatabase implements AutoCloseable {
  private final Database database;

  private StudyDatabase(Database database) {
    this.database = database;
  }

  /**
   * Opens a database and creates the tables if it has none; a file of SQLite is created, too. With
   * several machines use PostgreSQL, because SQLite cannot lock files of network file systems.
   *
   * @param url {@code sqlite:///FILE.db}, {@code FILE.db}, {@code
   *     postgresql://USER:PASSWORD@HOST/DATABASE}, or an address of JDBC
   * @throws org.blockwright.base.UsageException if it is not an address of a database
   * @throws org.blockwright.base.StorageException if it cannot be opened, or has tables of another
   *     version
   */
  public static StudyDatabase open(String url) {
    return open(StorageUrl.parse(url));
  }

  /** Opens or creates an SQLite file, see {@link #open(String)}. */
  public static StudyDatabase open(Path file) {
    return open("jdbc:sqlite:" + file);
  }

  private static StudyDatabase open(StorageUrl url) {
    // A file of another program keeps its journal.
    boolean newFile = url.file().filter(file -> !Files.exists(file)).isPresent();
    Database database = new Database(url, newFile);
    try {
      Schema.createOrCheck(database);
      return new StudyDatabase(database);
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  /**
   * Opens a database that must exist, see {@link #open(String)}.
   *
   * @throws org.blockwright.base.UsageException if an SQLite file does not exist
   */
  public static StudyDatabase openExisting(String url) {
    StorageUrl parsed = StorageUrl.parse(url);
    if (parsed.file().filter(file -> !Files.isRegularFile(file)).isPresent()) {
      throw StorageProblems.noDatabase(parsed);
    }
    return open(parsed);
  }

  /**
   * Returns whether a database can exist: false only if it is an SQLite file that does not.
   *
   * @throws org.blockwright.base.UsageException if it is not an address of a database
   */
  public static boolean exists(String url) {
    return StorageUrl.parse(url).file().map(Files::isRegularFile).orElse(true);
  }

  /** Returns the file of an SQLite database; empty for other databases. */
  public Optional<Path> file() {
    return database.url().file();
  }

  /** Returns the names of the studies, in the order in which they were created. */
  public List<String> studies() {
    return database.read(
        "read the studies",
        (connection, again) ->
            ImmutableList.copyOf(
                Sql.query(
                    connection,
                    row -> row.getString(1),
                    "SELECT study_name FROM studies ORDER BY study_id")));
  }

  /** Returns a study, which is created if it does not exist. */
  public StudyStore study(String name, Direction direction) {
    return database.call(
        "create the study",
        (connection, again) -> {
          Optional<StudyStore> existing = find(connection, name);
          if (existing.isPresent()) {
            return existing.get();
          }
          List<Long> created =
              Sql.query(
                  connection,
                  row -> row.getLong(1),
                  "INSERT INTO studies (study_name) VALUES (?)"
                      + " ON CONFLICT (study_name) DO NOTHING RETURNING study_id",
                  name);
          if (!created.isEmpty()) {
            Sql.update(
                connection,
                "INSERT INTO study_directions (direction, study_id, objective) VALUES (?, ?, 0)",
                direction.name(),
                created.get(0));
          }
          return find(connection, name).orElseThrow();
        });
  }

  /**
   * Returns a study.
   *
   * @throws org.blockwright.base.UsageException if it does not exist; the message lists the studies
   */
  public StudyStore study(String name) {
    return database
        .read("read the study", (connection, again) -> find(connection, name))
        .orElseThrow(() -> StorageProblems.unknownStudy(database.url(), name, studies()));
  }

  /**
   * Returns the only study.
   *
   * @throws org.blockwright.base.UsageException if there are none or several
   */
  public StudyStore onlyStudy() {
    List<String> names = studies();
    if (names.size() != 1) {
      throw StorageProblems.studyRequired(database.url(), names);
    }
    return study(names.get(0));
  }

  private Optional<StudyStore> find(Connection connection, String name) throws SQLException {
    List<Long> ids =
        Sql.query(
            connection,
            row -> row.getLong(1),
            "SELECT study_id FROM studies WHERE study_name = ?",
            name);
    if (ids.isEmpty()) {
      return Optional.empty();
    }
    List<String> directions =
        Sql.query(
            connection,
            row -> row.getString(1),
            "SELECT direction FROM study_directions WHERE study_id = ? ORDER BY objective",
            ids.get(0));
    if (directions.size() != 1) {
      throw StorageProblems.severalObjectives(database.url(), name);
    }
    return Optional.of(
        new JdbcStudy(database, ids.get(0), name, Direction.valueOf(directions.get(0))));
  }

  @Override
  public void close() {
    database.close();
  }
}
