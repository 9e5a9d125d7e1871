package org.blockwright.inference;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.blockwright.data.SkippedFile;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MeasurementsText;
import org.blockwright.inference.metrics.MetricValue;

/**
 * The result of an {@link Evaluator}.
 *
 * @param outputs metrics by name of the output, over all images that could be decoded
 * @param skipped files that could not be decoded, with the reason
 */
public record Evaluation(Map<String, Measurements> outputs, List<SkippedFile> skipped) {
  public Evaluation {
    outputs = ImmutableMap.copyOf(outputs);
    skipped = ImmutableList.copyOf(skipped);
  }

  /** Returns the metrics of the only output, or of the first of several. */
  public Measurements measurements() {
    return outputs.values().iterator().next();
  }

  /**
   * Returns the fraction of correct predictions of a classification, with its 95 % interval.
   *
   * @throws org.blockwright.base.UsageException for labels and regression targets
   */
  public MetricValue accuracy() {
    return measurements().accuracy();
  }

  /** Returns the metrics as text tables. */
  @Override
  public String toString() {
    return MeasurementsText.format(outputs);
  }

  /** Merges two lists, sorted by key, with each file once. */
  public static List<SkippedFile> merge(List<SkippedFile> first, List<SkippedFile> second) {
    Map<String, SkippedFile> byKey = new TreeMap<>();
    first.forEach(file -> byKey.put(file.key(), file));
    second.forEach(file -> byKey.put(file.key(), file));
    return List.copyOf(byKey.values());
  }
}
