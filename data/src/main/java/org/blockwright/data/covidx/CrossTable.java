package org.blockwright.data.covidx;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Counts images by class and another property, such as the source. A class that comes from one
 * source only can be recognized by the source.
 */
final class CrossTable {
  private final Map<ImageClass, Map<String, Integer>> counts = new TreeMap<>();
  private final TreeSet<String> columns = new TreeSet<>();

  static CrossTable of(List<OutputImage> images, Function<OutputImage, String> property) {
    CrossTable table = new CrossTable();
    for (OutputImage image : images) {
      String column = property.apply(image);
      table.columns.add(column);
      table
          .counts
          .computeIfAbsent(image.image().imageClass(), c -> new TreeMap<>())
          .merge(column, 1, Integer::sum);
    }
    return table;
  }

  List<String> header() {
    List<String> header = new ArrayList<>(List.of("class"));
    header.addAll(columns);
    return header;
  }

  List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    counts.forEach(
        (imageClass, ofClass) -> {
          List<String> row = new ArrayList<>(List.of(imageClass.toString()));
          columns.forEach(
              column ->
                  row.add(String.format(Locale.ROOT, "%,d", ofClass.getOrDefault(column, 0))));
          rows.add(row);
        });
    return rows;
  }

  /**
   * Returns Cramér's V: 0 if class and property are independent, 1 if one follows from the other;
   * NaN if there is only one class or column (Cramér, "Mathematical Methods of Statistics", 1946).
   */
  double cramersV() {
    double total = 0;
    Map<String, Double> ofColumn = new TreeMap<>();
    Map<ImageClass, Double> ofClass = new TreeMap<>();
    for (Map.Entry<ImageClass, Map<String, Integer>> row : counts.entrySet()) {
      for (Map.Entry<String, Integer> cell : row.getValue().entrySet()) {
        total += cell.getValue();
        ofColumn.merge(cell.getKey(), (double) cell.getValue(), Double::sum);
        ofClass.merge(row.getKey(), (double) cell.getValue(), Double::sum);
      }
    }
    double chiSquared = 0;
    for (Map.Entry<ImageClass, Double> row : ofClass.entrySet()) {
      for (Map.Entry<String, Double> column : ofColumn.entrySet()) {
        double expected = row.getValue() * column.getValue() / total;
        double got = counts.get(row.getKey()).getOrDefault(column.getKey(), 0);
        chiSquared += (got - expected) * (got - expected) / expected;
      }
    }
    return Math.sqrt(chiSquared / total / (Math.min(ofClass.size(), ofColumn.size()) - 1));
  }
}
