package org.blockwright.job;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

/**
 * The columns of a CSV file to predict.
 *
 * @param names their names in the header
 */
record TargetColumns(ImmutableList<String> names) {
  static TargetColumns parse(String text) {
    return new TargetColumns(
        ImmutableList.copyOf(Splitter.on(',').trimResults().omitEmptyStrings().splitToList(text)));
  }
}
