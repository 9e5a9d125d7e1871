package org.blockwright.tuning.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Short forms of JDBC. */
final class Sql {
  private Sql() {}

  /**
   * Reads a row.
   *
   * @param <T> type of a row
   */
  @FunctionalInterface
  interface Row<T> {
    /** Returns the row at which the result stands. */
    T read(ResultSet row) throws SQLException;
  }

  /** Returns the rows of a query. */
  static <T> List<T> query(Connection connection, Row<T> row, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values);
        ResultSet result = statement.executeQuery()) {
      List<T> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(row.read(result));
      }
      return rows;
    }
  }

  /** Runs a statement; returns the number of changed rows. */
  static int update(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values)) {
      return statement.executeUpdate();
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  /** Inserts a row and returns its generated key. */
  static long insert(Connection connection, String key, String sql, Object... values)
      throws SQLException {
    return query(connection, row -> row.getLong(1), sql + " RETURNING " + key, values).get(0);
  }
}
