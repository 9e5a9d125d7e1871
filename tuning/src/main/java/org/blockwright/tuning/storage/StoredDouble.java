package org.blockwright.tuning.storage;

import java.sql.ResultSet;
import java.sql.SQLException;

/** A number as Optuna stores it: in two columns, because not every database has NaN. */
record StoredDouble(Double value, String type) {
  private static final String FINITE = "FINITE";
  private static final String POSITIVE = "INF_POS";
  private static final String NEGATIVE = "INF_NEG";
  private static final String NAN = "NAN";

  static StoredDouble of(double value) {
    if (Double.isNaN(value)) {
      return new StoredDouble(null, NAN);
    }
    if (Double.isInfinite(value)) {
      return new StoredDouble(null, value > 0 ? POSITIVE : NEGATIVE);
    }
    return new StoredDouble(value, FINITE);
  }

  static double read(ResultSet row, String valueColumn, String typeColumn) throws SQLException {
    double value = row.getDouble(valueColumn);
    return switch (row.getString(typeColumn)) {
      case POSITIVE -> Double.POSITIVE_INFINITY;
      case NEGATIVE -> Double.NEGATIVE_INFINITY;
      case NAN -> Double.NaN;
      default -> value;
    };
  }
}
