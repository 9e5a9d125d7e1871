package org.blockwright.training;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.ScoredSamples;

/**
 * The metrics of an epoch on the validation images.
 *
 * @param outputs by name of the output
 * @param loss sum of the losses of several outputs, each with its weight
 */
record ValidationResult(Map<String, Measurements> outputs, double loss) {
  ValidationResult {
    outputs = ImmutableMap.copyOf(outputs);
  }

  /**
   * Returns a metric of the only output, of one of several, or the sum of their losses; NaN if it
   * is undefined.
   */
  double value(ValidationMetric metric) {
    if (outputs.size() > 1 && metric.output().isEmpty()) {
      return loss;
    }
    Measurements measured =
        outputs.size() == 1 ? outputs.values().iterator().next() : outputs.get(metric.output());
    return measured.value(metric.definition()).orElse(Double.NaN);
  }

  /** Returns all metrics for the history by key; those of several outputs with their names. */
  ImmutableMap<String, Double> values() {
    ImmutableMap.Builder<String, Double> values = ImmutableMap.builder();
    if (outputs.size() > 1) {
      values.put(Metrics.LOSS.key(), loss);
    }
    outputs.forEach(
        (name, measured) -> {
          for (MetricDefinition<ScoredSamples> metric : measured.overallMetrics()) {
            String key = new ValidationMetric(outputs.size() > 1 ? name : "", metric).key();
            measured.value(metric).ifPresent(value -> values.put(key, value));
          }
        });
    return values.buildOrThrow();
  }
}
