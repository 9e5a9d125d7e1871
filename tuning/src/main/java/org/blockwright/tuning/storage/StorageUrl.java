package org.blockwright.tuning.storage;

import com.google.common.collect.ImmutableList;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The address of a database, as Optuna writes it, as JDBC does, or the path of an SQLite file.
 *
 * @param kind kind of the database
 * @param jdbc address for JDBC, without user and password
 * @param user user; empty for the default of the database
 * @param password password; empty for none
 * @param file file of an SQLite database; empty otherwise
 */
record StorageUrl(
    Kind kind, String jdbc, Optional<String> user, Optional<String> password, Optional<Path> file) {
  /** Kinds of databases. */
  enum Kind {
    SQLITE,
    POSTGRESQL
  }

  private static final String SQLITE_JDBC = "jdbc:sqlite:";
  private static final String POSTGRESQL_JDBC = "jdbc:postgresql:";
  private static final List<String> FILE_ENDINGS = ImmutableList.of(".db", ".sqlite", ".sqlite3");

  /**
   * Parses {@code sqlite:///relative.db}, {@code sqlite:////absolute.db}, {@code
   * postgresql://user:password@host:port/database}, the same with {@code +driver}, an address of
   * JDBC, or a path that ends with {@code .db}, {@code .sqlite} or {@code .sqlite3}, or the
   * directory of a study.
   *
   * @throws org.blockwright.base.UsageException if it is something else
   */
  static StorageUrl parse(String text) {
    if (text.startsWith(SQLITE_JDBC)) {
      return sqlite(Path.of(text.substring(SQLITE_JDBC.length())));
    }
    if (text.startsWith(POSTGRESQL_JDBC)) {
      return new StorageUrl(
          Kind.POSTGRESQL, text, Optional.empty(), Optional.empty(), Optional.empty());
    }
    if (text.matches("sqlite(\\+\\w+)?:///.+")) {
      return sqlite(Path.of(text.replaceFirst("sqlite(\\+\\w+)?:///", "")));
    }
    if (text.matches("postgres(ql)?(\\+\\w+)?://.+")) {
      return postgresql(text);
    }
    if (!text.contains("://") && Files.isRegularFile(Path.of(text, StudyFolder.DATABASE))) {
      return sqlite(Path.of(text, StudyFolder.DATABASE));
    }
    if (FILE_ENDINGS.stream().anyMatch(text::endsWith) && !text.contains("://")) {
      return sqlite(Path.of(text));
    }
    throw StorageProblems.unknownUrl(withoutPassword(text));
  }

  private static StorageUrl sqlite(Path file) {
    return new StorageUrl(
        Kind.SQLITE, SQLITE_JDBC + file, Optional.empty(), Optional.empty(), Optional.of(file));
  }

  private static StorageUrl postgresql(String text) {
    try {
      URI uri = new URI(text.replaceFirst("postgres(ql)?(\\+\\w+)?://", "postgresql://"));
      Optional<String> userInfo = Optional.ofNullable(uri.getRawUserInfo());
      Optional<String> user = userInfo.map(u -> decode(u.replaceFirst(":.*", "")));
      Optional<String> password =
          userInfo.filter(u -> u.contains(":")).map(u -> decode(u.substring(u.indexOf(':') + 1)));
      String host = uri.getHost() == null ? "localhost" : uri.getHost();
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String jdbc = POSTGRESQL_JDBC + "//" + host + port + uri.getRawPath() + query;
      return new StorageUrl(Kind.POSTGRESQL, jdbc, user, password, Optional.empty());
    } catch (URISyntaxException e) {
      throw StorageProblems.unknownUrl(withoutPassword(text));
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String withoutPassword(String text) {
    return text.replaceFirst("(//[^:/@]*):[^@]*@", "$1:***@")
        .replaceFirst("([?&]password=)[^&]*", "$1***");
  }

  /** Returns a text for messages, without the password. */
  @Override
  public String toString() {
    return file.map(Path::toString).orElse(withoutPassword(jdbc));
  }
}
