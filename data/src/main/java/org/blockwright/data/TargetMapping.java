package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Converts the targets of a dataset to the order of the outputs and names of a model.
 *
 * @param outputs where the target for each output of the model comes from
 */
record TargetMapping(List<Source> outputs) {

  /**
   * The source of the target for an output.
   *
   * @param index the index in the targets of the dataset
   * @param order the index of each name in the names of the dataset, -1 for a missing class; empty
   *     if the names are equal
   */
  private record Source(int index, int[] order) {}

  static TargetMapping of(String root, List<Targets> from, List<Targets> to) {
    List<String> names = from.stream().map(Targets::name).toList();
    boolean single = from.size() == 1 && to.size() == 1;
    List<Source> sources = new ArrayList<>();
    for (Targets output : to) {
      int index = single ? 0 : names.indexOf(output.name());
      if (index < 0) {
        throw TargetProblems.missingOutput(root, output.name(), from);
      }
      sources.add(new Source(index, order(root, from.get(index), output)));
    }
    for (int i = 0; i < from.size(); i++) {
      int index = i;
      if (sources.stream().noneMatch(source -> source.index() == index)) {
        throw TargetProblems.additionalOutput(root, names.get(i));
      }
    }
    return new TargetMapping(sources);
  }

  private static int[] order(String root, Targets from, Targets to) {
    boolean classes = from.task().isClassification();
    if (from.task() != to.task() && !(classes && to.task().isClassification())) {
      throw TargetProblems.otherTask(root, from, to.task());
    }
    if (from.names().equals(to.names())) {
      return new int[0];
    }
    for (String name : from.names()) {
      if (!to.names().contains(name)) {
        throw classes
            ? DataProblems.unknownClass(root, name, to.names())
            : TargetProblems.additionalName(root, from.task(), name, to.names());
      }
    }
    int[] order = to.names().stream().mapToInt(from.names()::indexOf).toArray();
    if (!classes) {
      IntStream.range(0, order.length)
          .filter(i -> order[i] < 0)
          .findFirst()
          .ifPresent(
              i -> {
                throw TargetProblems.missingName(
                    root, from.task(), to.names().get(i), from.names());
              });
    }
    return order;
  }

  ImmutableList<Target> apply(List<Target> targets) {
    return outputs.stream()
        .map(
            source -> {
              Target target = targets.get(source.index());
              return source.order().length == 0 ? target : target.reordered(source.order());
            })
        .collect(ImmutableList.toImmutableList());
  }
}
