package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import org.blockwright.dsl.Task;

/** Warnings about the targets of a dataset, and about skipped files. */
final class DatasetWarnings {
  private DatasetWarnings() {}

  /** Returns the warnings of a dataset with at least one image, one line each. */
  static ImmutableList<String> of(Dataset data) {
    ImmutableList.Builder<String> warnings = ImmutableList.builder();
    for (int output = 0; output < data.targets().size(); output++) {
      addTargetWarnings(data, output, warnings);
    }
    if (!data.skipped().isEmpty()) {
      warnings.add(DataProblems.skippedFiles(data.skipped()));
    }
    return warnings.build();
  }

  private static void addTargetWarnings(
      Dataset data, int output, ImmutableList.Builder<String> warnings) {
    Targets targets = data.targets().get(output);
    for (int i = 0; i < targets.names().size(); i++) {
      String name = targets.names().get(i);
      int count = data.count(output, i);
      if (targets.task() == Task.REGRESSION) {
        int index = i;
        long distinct =
            data.samples().stream()
                .map(sample -> sample.targets().get(output).value(index))
                .distinct()
                .count();
        if (distinct == 1 && data.size() > 1) {
          float value = data.samples().get(0).targets().get(output).value(i);
          warnings.add(TargetProblems.constantTarget(data.name(), name, value));
        }
      } else if (targets.task() == Task.MULTI_LABEL && count == data.size()) {
        warnings.add(TargetProblems.labelWithoutNegative(data.name(), name));
      } else if (count == 0) {
        warnings.add(
            targets.task() == Task.MULTI_LABEL
                ? TargetProblems.labelWithoutPositive(data.name(), name)
                : DataProblems.noImages(name, data.name()));
      }
    }
  }
}
