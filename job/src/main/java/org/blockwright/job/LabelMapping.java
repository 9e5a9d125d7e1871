package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.UsageException;

/**
 * What the outputs mean that are trained: the model's labels in their order if the class folders
 * have these names; else the folders' names, for a new head, or for the old one where it is kept.
 *
 * @param labels in the order of the outputs
 * @param newHead whether the weights of the model's head are of no use, since they stand for other
 *     labels
 * @param notice what a user should know, if anything
 */
record LabelMapping(List<String> labels, boolean newHead, Optional<String> notice) {
  LabelMapping {
    labels = ImmutableList.copyOf(labels);
  }

  /**
   * Decides.
   *
   * @param model its name, for messages
   * @param known the model's labels; empty if it has none of its own
   * @param classes of the training images, sorted
   * @param keep whether the head is kept for other labels
   * @throws UsageException where it cannot be kept
   */
  static LabelMapping of(String model, List<String> known, List<String> classes, boolean keep) {
    if (known.isEmpty()) {
      if (keep) {
        throw new UsageException(JobProblems.keepHeadWithoutLabels(model));
      }
      return new LabelMapping(classes, false, Optional.empty());
    }
    if (ImmutableSet.copyOf(known).equals(ImmutableSet.copyOf(classes))) {
      return new LabelMapping(
          known,
          false,
          Optional.of(known).filter(k -> !k.equals(classes)).map(JobProblems::classOrderKept));
    }
    if (!keep) {
      return new LabelMapping(classes, true, Optional.of(JobProblems.newHead(classes, known)));
    }
    if (known.size() != classes.size()) {
      throw new UsageException(JobProblems.keepHeadClassCountMismatch(classes, known));
    }
    List<String> names = renameLabels(known, classes);
    return new LabelMapping(names, false, Optional.of(JobProblems.labelsRenamed(known, names)));
  }

  /** A name that both have keeps its place; the new ones take the others' in order. */
  private static List<String> renameLabels(List<String> known, List<String> classes) {
    Iterator<String> others = classes.stream().filter(c -> !known.contains(c)).iterator();
    List<String> names = new ArrayList<>();
    known.forEach(label -> names.add(classes.contains(label) ? label : others.next()));
    return names;
  }
}
