package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.data.Targets;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;

/**
 * Labels of the outputs to train. If the class folders have the names of the model's labels, these
 * stay in their order. Otherwise the folder names become the labels of a new head, or of the saved
 * head where it is kept.
 *
 * @param labels labels in the order of the outputs
 * @param newHead whether the saved head does not fit the labels and is newly initialized
 * @param notice message to the user, if any
 */
record LabelMapping(List<String> labels, boolean newHead, Optional<String> notice) {
  LabelMapping {
    labels = ImmutableList.copyOf(labels);
  }

  /**
   * Maps class folders to labels.
   *
   * @param model name of the model, for messages
   * @param modelLabels labels of the model; empty if it has none
   * @param classes classes of the training images, sorted by name
   * @param keepHead whether to keep the saved head for other labels
   * @throws UsageException if the head cannot be kept
   */
  static LabelMapping of(
      String model, List<String> modelLabels, List<String> classes, boolean keepHead) {
    if (modelLabels.isEmpty()) {
      if (keepHead) {
        throw new UsageException(JobProblems.keepHeadWithoutLabels(model));
      }
      return new LabelMapping(classes, false, Optional.empty());
    }
    if (ImmutableSet.copyOf(modelLabels).equals(ImmutableSet.copyOf(classes))) {
      Optional<String> notice =
          modelLabels.equals(classes)
              ? Optional.empty()
              : Optional.of(JobProblems.classOrderKept(modelLabels));
      return new LabelMapping(modelLabels, false, notice);
    }
    if (!keepHead) {
      String notice = JobProblems.newHead(classes, modelLabels);
      return new LabelMapping(classes, true, Optional.of(notice));
    }
    if (modelLabels.size() != classes.size()) {
      throw new UsageException(JobProblems.keepHeadClassCountMismatch(classes, modelLabels));
    }
    List<String> renamed = renameLabels(modelLabels, classes);
    String notice = JobProblems.labelsRenamed(modelLabels, renamed);
    return new LabelMapping(renamed, false, Optional.of(notice));
  }

  /**
   * Maps the targets of a dataset to the output of a model. A head for another task is replaced.
   *
   * @param output the output of a saved model or a description; empty for a zoo network, whose head
   *     is made for the data
   * @throws UsageException if the head cannot be kept
   */
  static LabelMapping of(String model, Optional<Output> output, Targets targets, boolean keepHead) {
    Task task = task(output, targets);
    List<String> modelLabels = output.map(Output::labels).orElse(ImmutableList.of());
    if (modelLabels.isEmpty() || output.orElseThrow().task() == task) {
      return of(model, modelLabels, targets.names(), keepHead);
    }
    Task modelTask = output.orElseThrow().task();
    if (keepHead) {
      throw new UsageException(JobProblems.keepHeadForOtherTask(modelTask.id(), task.id()));
    }
    return new LabelMapping(
        targets.names(),
        true,
        Optional.of(JobProblems.headForOtherTask(modelTask.id(), task.id())));
  }

  /** Returns the task to train: a binary head also fits folders of two classes. */
  static Task task(Optional<Output> output, Targets targets) {
    boolean fitsBinaryHead =
        targets.task() == Task.CLASSIFICATION
            && targets.names().size() == 2
            && output.filter(o -> o.task() == Task.BINARY).isPresent();
    return fitsBinaryHead ? Task.BINARY : targets.task();
  }

  /** Keeps the position of labels that are also classes; new classes fill the others in order. */
  private static List<String> renameLabels(List<String> modelLabels, List<String> classes) {
    Iterator<String> newNames =
        classes.stream().filter(name -> !modelLabels.contains(name)).iterator();
    List<String> renamed = new ArrayList<>();
    modelLabels.forEach(label -> renamed.add(classes.contains(label) ? label : newNames.next()));
    return renamed;
  }
}
