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

  /** Returns the metrics of the only output, or of the first of several. */
  Measurements first() {
    return outputs.values().iterator().next();
  }

  /** Returns a metric; of several outputs the loss. NaN if it is undefined. */
  double value(MetricDefinition<ScoredSamples> metric) {
    return outputs.size() == 1 ? first().value(metric).orElse(Double.NaN) : loss;
  }

  /** Returns all metrics for the history by key; of several outputs only the loss. */
  ImmutableMap<String, Double> values() {
    ImmutableMap.Builder<String, Double> values = ImmutableMap.builder();
    if (outputs.size() == 1) {
      for (MetricDefinition<ScoredSamples> metric : first().overallMetrics()) {
        first().value(metric).ifPresent(value -> values.put(metric.key(), value));
      }
    } else {
      values.put(Metrics.LOSS.key(), loss);
    }
    return values.buildOrThrow();
  }
}
