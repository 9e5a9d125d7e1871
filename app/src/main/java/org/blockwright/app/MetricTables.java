package org.blockwright.app;

import java.util.Map;
import org.blockwright.inference.Breakdown;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MeasurementsText;

/** Metrics as text, followed by a table for each column by whose values they are broken down. */
final class MetricTables {
  private MetricTables() {}

  static String text(Map<String, Measurements> measurements, Map<String, Breakdown> breakdowns) {
    StringBuilder text = new StringBuilder(MeasurementsText.format(measurements).stripTrailing());
    breakdowns.values().forEach(breakdown -> text.append("\n\n").append(breakdown));
    return text.toString();
  }
}
