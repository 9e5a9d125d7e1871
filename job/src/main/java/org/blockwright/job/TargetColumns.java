package org.blockwright.job;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

/**
 * Columns of a CSV file: those to predict, or those whose values have metrics of their own.
 *
 * @param names their names in the header
 */
record TargetColumns(ImmutableList<String> names) {
  static TargetColumns parse(String text) {
    return new TargetColumns(
        ImmutableList.copyOf(Splitter.on(',').trimResults().omitEmptyStrings().splitToList(text)));
  }
}
