package org.blockwright.data;

import java.util.List;
import java.util.stream.Collectors;
import org.blockwright.base.DataException;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Task;

/** The messages about targets: classes, labels and regression targets. */
final class TargetProblems {
  private TargetProblems() {}

  static UsageException negativeClass(int index) {
    return new UsageException("The index of a class must be at least 0, got %s.".formatted(index));
  }

  static UsageException noValues() {
    return new UsageException("A target has no values. Pass one value for each label or number.");
  }

  static UsageException notFinite(float value) {
    return new UsageException("A target must be a finite number, got %s.".formatted(value));
  }

  static UsageException targetSize(Target target, int units) {
    return new UsageException(
        "The target %s does not fit %s. Use targets of the same task and number of names as the output."
            .formatted(target, units == 1 ? "1 unit" : units + " units"));
  }

  static UsageException duplicateName(Task task, String name) {
    return new UsageException(
        "The %s \"%s\" occurs twice. Give each its own name.".formatted(noun(task), name));
  }

  static UsageException notTwoClasses(List<String> names) {
    return new UsageException(
        "Task %s needs two classes, got %s: %s. Use task %s, or other classes."
            .formatted(Task.BINARY.id(), names.size(), list(names), Task.CLASSIFICATION.id()));
  }

  static DataException otherTask(String root, Targets targets, Task task) {
    return new DataException(
        "%s has targets of task %s%s; expected %s. Use a network with an output for this task, or other data."
            .formatted(root, targets.task().id(), output(targets.name()), task.id()));
  }

  static UsageException severalOutputs(String root, List<Targets> targets) {
    return new UsageException(
        "%s has targets for %s outputs (%s), so it is ambiguous which output is meant. Use targets()."
            .formatted(root, targets.size(), list(targets.stream().map(Targets::name).toList())));
  }

  static DataException missingName(String root, Task task, String name, List<String> names) {
    return new DataException(
        "%s has no %s \"%s\", which the model has. %sThe dataset's: %s."
            .formatted(root, noun(task), name, NameSuggestions.hint(name, names), list(names)));
  }

  static DataException additionalName(String root, Task task, String name, List<String> names) {
    return new DataException(
        "%s has a %s \"%s\" that the model does not have. %sThe model's: %s."
            .formatted(root, noun(task), name, NameSuggestions.hint(name, names), list(names)));
  }

  static DataException missingOutput(String root, String output, List<Targets> targets) {
    return new DataException(
        "%s has no targets for output \"%s\". %sIt has targets for: %s."
            .formatted(
                root,
                output,
                NameSuggestions.hint(output, targets.stream().map(Targets::name).toList()),
                targets.stream()
                    .map(t -> t.name().isEmpty() ? list(t.names()) : t.name())
                    .collect(Collectors.joining(", "))));
  }

  static DataException additionalOutput(String root, String output) {
    return new DataException(
        "%s has targets for output \"%s\", which the model does not have. Leave it out of the outputs of the dataset."
            .formatted(root, output));
  }

  static UsageException valueCount(int image, int values, List<String> names) {
    return new UsageException(
        "Image %s has %s target value%s; expected %s: %s."
            .formatted(image, values, values == 1 ? "" : "s", names.size(), list(names)));
  }

  static UsageException noNames() {
    return new UsageException(
        "There are no labels or target names. Give at least one image a label, or pass a name.");
  }

  static String labelWithoutPositive(String root, String label) {
    return "Label \"%s\" has no positive image in %s: it can only be learned as absent, and its recall, average precision and ROC AUC are undefined. Add images with it, or remove the label."
        .formatted(label, root);
  }

  static String labelWithoutNegative(String root, String label) {
    return "Label \"%s\" is positive for every image in %s: it can only be learned as present, and its ROC AUC is undefined. Add images without it, or remove the label."
        .formatted(label, root);
  }

  static String constantTarget(String root, String name, float value) {
    return "Target \"%s\" is %s for every image in %s: a model learns this constant, and R2 is undefined. Check the column, or remove the target."
        .formatted(name, Targets.number(value), root);
  }

  static DataException tooFewImages(String root, int images, int subsets) {
    return new DataException(
        "%s has %s image%s, too few for %s subsets. Add images, or split into fewer subsets."
            .formatted(root, images, images == 1 ? "" : "s", subsets));
  }

  static String sizeOffTarget(Subset subset, double fraction, double target) {
    return "%s %% of the images are in %s instead of %s %%. For a closer match, make a new split with another seed."
        .formatted(DataProblems.percent(fraction), subset, DataProblems.percent(target));
  }

  static String noun(Task task) {
    return switch (task) {
      case CLASSIFICATION, BINARY -> "class";
      case MULTI_LABEL -> "label";
      case REGRESSION -> "target";
    };
  }

  private static String output(String name) {
    return name.isEmpty() ? "" : " for output \"" + name + "\"";
  }

  private static String list(List<String> names) {
    return String.join(", ", names);
  }
}
