package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.dsl.layer.Activation;

/**
 * What an output of a network predicts, and how it is trained.
 *
 * @param name vertex name of its layer
 * @param units number of units
 * @param activation of its layer
 * @param task follows from activation, loss and number of labels, see {@link NetworkOutputs}
 * @param labels the classes, labels or targets; empty if not set. Those of a binary output are the
 *     negative and the positive class
 * @param loss as set, or the default of the task
 * @param weight loss weight: factor of the loss in the sum over all outputs
 * @param thresholds of each unit of a binary or multi-label output: a label is predicted from this
 *     probability on
 */
public record Output(
    String name,
    int units,
    Activation activation,
    Task task,
    ImmutableList<String> labels,
    Loss loss,
    double weight,
    ImmutableList<Double> thresholds) {
  /** The threshold of a sigmoid if none is set. */
  public static final double DEFAULT_THRESHOLD = 0.5;

  /** Returns the labels; if none are set, the indices of the classes or units. */
  public List<String> labelsOrIndices() {
    if (!labels.isEmpty()) {
      return labels;
    }
    int count = task == Task.BINARY ? 2 : units;
    return IntStream.range(0, count)
        .mapToObj(String::valueOf)
        .collect(ImmutableList.toImmutableList());
  }
}
