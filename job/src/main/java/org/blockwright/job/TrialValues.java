package org.blockwright.job;

import com.google.common.base.Splitter;
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
      changed = changed.with(value.getKey(), valueOf(value.getKey(), value.getValue()));
    }
    return changed;
  }

  /**
   * Returns the items of a list, which a space joins by commas, for a setting of several values.
   */
  private static Object valueOf(String key, Object value) {
    boolean list = Setting.of(key).filter(s -> s.kind() == Setting.Kind.LIST).isPresent();
    return list && value instanceof String text
        ? Splitter.on(',').trimResults().splitToList(text)
        : value;
  }
}
