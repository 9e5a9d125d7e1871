package org.blockwright.job;

import java.util.Map;

/** Applies the values of a trial to a job. */
final class TrialValues {
  private TrialValues() {}

  /**
   * Returns a copy of a job with values by the key of their setting.
   *
   * @throws org.blockwright.base.UsageException if a key or value is invalid
   */
  static Job apply(Job job, Map<String, Object> values) {
    Job changed = job;
    for (Map.Entry<String, Object> value : values.entrySet()) {
      changed = changed.with(value.getKey(), value.getValue());
    }
    return changed;
  }
}
