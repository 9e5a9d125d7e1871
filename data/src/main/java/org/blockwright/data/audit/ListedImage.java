package org.blockwright.data.audit;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.data.Targets;
import org.blockwright.dsl.Task;

/**
 * An image of an audited dataset, before its pixels are read.
 *
 * @param subset the name of its subset; empty if there is only one
 * @param sample the image with its class and group
 * @param className the name of its class; for several labels all of them; empty for numbers
 */
record ListedImage(String subset, Sample sample, String className) {

  static ListedImage of(String subset, Dataset data, Sample sample) {
    String className =
        IntStream.range(0, data.targets().size())
            .filter(i -> data.targets().get(i).task() != Task.REGRESSION)
            .mapToObj(i -> labels(data.targets().get(i), sample, i))
            .filter(labels -> !labels.isEmpty())
            .collect(Collectors.joining("; "));
    return new ListedImage(subset, sample, className);
  }

  private static String labels(Targets targets, Sample sample, int output) {
    return IntStream.range(0, targets.names().size())
        .filter(i -> targets.isPositive(sample.targets().get(output), i))
        .mapToObj(targets.names()::get)
        .collect(Collectors.joining(", "));
  }
}
