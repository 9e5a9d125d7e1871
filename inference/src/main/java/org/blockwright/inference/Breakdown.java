package org.blockwright.inference;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.blockwright.base.Table;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MeasurementsText;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.MetricValue;
import org.blockwright.inference.metrics.ScoredSamples;

/**
 * The metrics of the images of each value of a column, such as of each source or each group.
 *
 * @param column the name of the column of a CSV file; {@code group} for the groups, also those by
 *     file name
 * @param values metrics by value, those with most images first, at most {@value #MAX_VALUES}
 * @param omitted number of further values
 */
public record Breakdown(String column, ImmutableMap<String, Measurements> values, int omitted) {
  static final int MAX_VALUES = 50;
  private static final String GROUP = "group";
  private static final int SHOWN_METRICS = 3;

  /**
   * Computes the metrics of each value.
   *
   * @param all the metrics of all images
   * @param data the images, with their columns
   * @throws UsageException if no image has such a column
   */
  public static Breakdown of(Measurements all, Dataset data, String column) {
    requireColumn(data, column);
    Map<String, Set<String>> keys = new TreeMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (Sample sample : data.samples()) {
      String value =
          column.equals(GROUP) ? sample.group() : sample.attributes().getOrDefault(column, "");
      keys.computeIfAbsent(value, v -> new HashSet<>()).add(sample.key());
      counts.merge(value, 1, Integer::sum);
    }
    List<String> largest =
        keys.keySet().stream()
            .sorted(Comparator.comparing((String value) -> -counts.get(value)))
            .limit(MAX_VALUES)
            .toList();
    Map<String, Measurements> values = new LinkedHashMap<>();
    for (String value : largest) {
      Set<String> ofValue = keys.get(value);
      values.put(value, all.filter(prediction -> ofValue.contains(prediction.key())));
    }
    return new Breakdown(column, ImmutableMap.copyOf(values), keys.size() - largest.size());
  }

  /**
   * Checks that a dataset has a column, before anything is computed.
   *
   * @throws UsageException if no image has such a column
   */
  public static void requireColumn(Dataset data, String column) {
    Set<String> columns = new TreeSet<>(Set.of(GROUP));
    data.samples().forEach(sample -> columns.addAll(sample.attributes().keySet()));
    if (!columns.contains(column)) {
      throw InferenceProblems.unknownColumn(column, columns);
    }
  }

  /** Returns the titles of the table: the column, the numbers of images and groups, metrics. */
  public List<String> header() {
    List<String> header = new ArrayList<>(List.of(column, "images", "groups"));
    shownMetrics().forEach(metric -> header.add(metric.title()));
    return header;
  }

  /** Returns a row for each value, with the first overall metrics and their 95 % intervals. */
  public List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    values.forEach(
        (value, m) -> {
          List<String> row = new ArrayList<>();
          row.add(value.isEmpty() ? "(empty)" : value);
          row.add(String.valueOf(m.samples()));
          row.add(String.valueOf(m.groups()));
          shownMetrics().forEach(metric -> row.add(cell(m.get(metric))));
          rows.add(row);
        });
    return rows;
  }

  private List<MetricDefinition<ScoredSamples>> shownMetrics() {
    Measurements first = values.values().iterator().next();
    return first.overallMetrics().stream().limit(SHOWN_METRICS).toList();
  }

  /** Returns the rows as a table. */
  @Override
  public String toString() {
    Table table = new Table(header().toArray(String[]::new));
    rows().forEach(row -> table.row(row.toArray(String[]::new)));
    return omitted == 0 ? table.toString() : "%s\n%s more".formatted(table, omitted);
  }

  private static String cell(MetricValue value) {
    return MeasurementsText.number(value.value())
        + value
            .interval()
            .map(
                range ->
                    " [%s, %s]"
                        .formatted(
                            MeasurementsText.number(OptionalDouble.of(range.low())),
                            MeasurementsText.number(OptionalDouble.of(range.high()))))
            .orElse("");
  }
}
