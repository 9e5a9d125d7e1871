package org.blockwright.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.input.ColorMode;

/** Messages about jobs, runs and their files. */
final class JobProblems {
  private JobProblems() {}

  static String unknownNetwork(String name, Collection<String> zoo) {
    return "Unknown network \"%s\". %sNetworks of the zoo: %s. Descriptions (.yaml, .json) and saved models (.zip) are accepted too."
        .formatted(name, NameSuggestions.hint(name, zoo), String.join(", ", zoo));
  }

  static String unknownSetting(String name, String hint, Collection<String> known) {
    return "\"%s\" is not a setting of a job. %sSettings: %s."
        .formatted(name, hint, String.join(", ", known));
  }

  static String invalidValue(Setting setting, String expected, Object got) {
    return "%s must be %s, got %s.".formatted(setting.displayName(), expected, got);
  }

  static String invalidText(Setting setting, String problem) {
    return "%s: %s".formatted(setting.displayName(), problem);
  }

  static String missingSetting(Setting setting) {
    return "%s is required but not set. Expected: %s."
        .formatted(setting.displayName(), setting.description());
  }

  static String unknownValue(Setting setting, String value, Collection<String> known) {
    return "\"%s\" is not a valid value of %s. %sValid values: %s."
        .formatted(
            value,
            setting.displayName(),
            NameSuggestions.hint(value, known),
            String.join(", ", known));
  }

  static String onlyInJava(Path file, Collection<String> keys) {
    return "%s: this run had values of %s that a job file cannot express. Repeat it in Java, or remove \"%s\" from the file to run with the values in it."
        .formatted(file, String.join(", ", keys), JobFile.ONLY_IN_JAVA);
  }

  static String noMetrics(String subset) {
    return "There are no %s metrics: the job has no %s images, or was interrupted."
        .formatted(subset, subset);
  }

  static String originalHeadAfterCut(String cut) {
    return "The network's original head does not fit a network that is cut at \"%s\". Use --head global-average or --head flatten."
        .formatted(cut);
  }

  static String widthWithoutGlobalAverage(String head) {
    return "\"head.width\" (--head-width) applies to the head global-average only, but the head is \"%s\". Use --head global-average, or remove the width."
        .formatted(head);
  }

  static String conflictingSplit() {
    return "\"data.split\" (--split) cannot be combined with \"data.validation\" (--validation) or"
        + " \"data.test\" (--test): a split takes all subsets from the training images."
        + " Remove one of them.";
  }

  static String notEmpty(Path folder, boolean run) {
    return run
        ? "%s already contains a run. Choose another --out, or add --overwrite to replace it once the new run is complete."
            .formatted(folder)
        : "%s already exists and is not empty. Choose another --out.".formatted(folder);
  }

  static String unfinishedRun(Path folder) {
    return "%s contains an unfinished run. Continue it with train --resume %s, choose another --out, or add --overwrite to replace it."
        .formatted(folder, folder);
  }

  static String finished(Path folder) {
    return "the run in %s is finished: there is nothing to resume. Start a new run."
        .formatted(folder);
  }

  /** Adds how to go on to the failure of saving a run whose training has checkpoints. */
  static StorageException notSaved(StorageException failure, Path folder) {
    return new StorageException(
        "%s The training is not lost: %s".formatted(failure.getMessage(), canBeResumed(folder)),
        failure);
  }

  static String nothingToResume(Path folder) {
    return "%s has no unfinished run: it has no folder checkpoint with a run.yaml. Give the directory of a run that was killed or interrupted, or start the run again."
        .formatted(folder);
  }

  /** Not an error: the notice after an interruption or a failure. */
  static String canBeResumed(Path folder) {
    return "continue the run with: blockwright train --resume %s".formatted(folder);
  }

  static String unfinishedFolds(Path folder) {
    return "%s contains a cross-validation. If it is unfinished, continue it with train --resume %s, else choose another --out."
        .formatted(folder, folder);
  }

  static String noFolds(Path folder) {
    return "%s has no cross-validation: it has no file %s. Give the directory of one that was killed or interrupted."
        .formatted(folder, FoldsFile.NAME);
  }

  static String otherSettingsOfFolds(Path folder, List<String> settings) {
    return "The cross-validation in %s was started with other values of %s, and the folds that have ended cannot change. Resume it without these options, or start a new one."
        .formatted(folder, String.join(", ", settings));
  }

  static String otherImagesOfFolds(Path folder, String images) {
    return "The images of %s are not those with which the cross-validation in %s was started: images were added, removed or changed, and so the folds are others. Restore the images, or start a new cross-validation."
        .formatted(images, folder);
  }

  static String notARun(Path folder) {
    return "%s is not empty and not a Blockwright run (it has no valid run.yaml), so --overwrite does not replace it. Choose another --out."
        .formatted(folder);
  }

  static String foreignFiles(Path folder, List<String> names) {
    String more = names.size() > 5 ? " and %s more".formatted(names.size() - 5) : "";
    return "%s contains a run and other files, which --overwrite would delete: %s%s. Move them, or choose another --out."
        .formatted(folder, String.join(", ", names.subList(0, Math.min(5, names.size()))), more);
  }

  static String notReplaceable(Path folder) {
    return "%s cannot be replaced: it is a mount point, or its parent folder is not writable. Choose another --out."
        .formatted(folder);
  }

  static String notAFolder(Path folder) {
    return "%s is a file, but --out must be a folder. Choose another --out.".formatted(folder);
  }

  static String invalidFraction(String text) {
    return "\"data.validation\" (--validation) must be a folder or a fraction between 0 and 1, got \"%s\"."
        .formatted(text);
  }

  static String newHead(List<String> classes, List<String> labels) {
    return "the classes [%s] differ from the labels of the model [%s]: its head is replaced by a new one%s"
        .formatted(
            NameSuggestions.listed(classes),
            NameSuggestions.listed(labels),
            classes.size() == labels.size() ? "; head.keep (--keep-head) keeps it" : "");
  }

  static String invalidDelta(String got) {
    return "\"loss\": delta of the Huber loss must be a number greater than 0, got \"%s\"; for instance huber=2."
        .formatted(got);
  }

  static String invalidThreshold(String got) {
    return "%s must be auto or a number greater than 0 and less than 1, got \"%s\"."
        .formatted(Setting.THRESHOLD.displayName(), got);
  }

  static String headForOtherTask(String model, String data) {
    return "the task of the model is %s, that of the images %s: its head is replaced by a new one"
        .formatted(model, data);
  }

  static String keepHeadForOtherTask(String model, String data) {
    return "head.keep (--keep-head) needs images for the task of the model, %s, but theirs is %s. Remove it to train a new head."
        .formatted(model, data);
  }

  /** Settings that apply to the only output of a network. */
  static String settingOfSeveralOutputs(Setting setting, String network, List<String> outputs) {
    return "%s applies to a network with one output, but %s has several: %s. Remove it; tasks and labels of several outputs are set in the network or its head."
        .formatted(setting.displayName(), network, String.join(", ", outputs));
  }

  static String folderForSeveralOutputs(Path folder, String network, List<String> columns) {
    return "%s has several outputs, so that its images need a CSV file with a column for each, but %s is a folder. Give a CSV file with the columns %s."
        .formatted(network, folder, String.join(", ", columns));
  }

  static String outputRequired(String subset, Collection<String> outputs) {
    return "The network has several outputs: %s. Pass the name of one of them to %s."
        .formatted(String.join(", ", outputs), subset);
  }

  static String unknownOutput(String name, String subset, Collection<String> outputs) {
    return "There are no %s metrics of an output \"%s\". %sOutputs: %s."
        .formatted(subset, name, NameSuggestions.hint(name, outputs), String.join(", ", outputs));
  }

  /** Names one of several outputs after a setting in a message. */
  static String ofOutput(String output) {
    return " of output \"%s\"".formatted(output);
  }

  /**
   * A threshold of an output without labels.
   *
   * @param ofOutput the output, if there are several, see {@link #ofOutput}
   */
  static String noThresholdToChoose(String ofOutput, String task) {
    return "threshold (--threshold)%s is set, but the task is %s: only binary and multi-label have thresholds. Remove it."
        .formatted(ofOutput, task);
  }

  static String lossOfOtherTask(String ofOutput, String loss, String task, String expected) {
    return "loss (--loss)%s is %s, but the task is %s, which needs %s. Change the loss, or the task."
        .formatted(ofOutput, loss, task, expected);
  }

  static String labelSmoothingWithoutCrossEntropy(String ofOutput, String loss) {
    return "label-smoothing (--label-smoothing)%s is set, but the loss is %s: only cross-entropies have it. Remove it."
        .formatted(ofOutput, loss);
  }

  static String classWeightsWithoutCrossEntropy(String ofOutput, String loss) {
    return "class-weights (--class-weights)%s is set, but the loss is %s: only cross-entropies have weights of classes. Remove it, or change the loss."
        .formatted(ofOutput, loss);
  }

  /**
   * The weights that follow from the training images.
   *
   * @param ofOutput the output, if there are several, see {@link #ofOutput}
   */
  static String classWeightsUsed(String ofOutput, String weights) {
    return "Class weights%s: %s.".formatted(ofOutput, weights);
  }

  static String balancedTwice(String weights) {
    return "sampling (--sampling) is balanced and class-weights (--class-weights) is %s: both would correct the frequencies of the classes. Remove one of them."
        .formatted(weights);
  }

  static String settingOfUnknownOutput(
      Setting setting, String output, String network, List<String> outputs) {
    return "%s names an output \"%s\", which %s does not have. %sOutputs: %s."
        .formatted(
            setting.displayName(),
            output,
            network,
            NameSuggestions.hint(output, outputs),
            String.join(", ", outputs));
  }

  static String repeatedOutput(Setting setting, String text) {
    return "%s has two values for one output, or two without an output: \"%s\". Remove one of them."
        .formatted(setting.displayName(), text);
  }

  /** A value without an output that fits the task and the loss of none of several outputs. */
  static String fitsNoOutput(Setting setting, String value, String network, List<Output> outputs) {
    return "%s is %s, which fits no output of %s: %s. Change it, or remove it."
        .formatted(
            setting.displayName(),
            value,
            network,
            outputs.stream()
                .map(o -> "%s (%s, %s)".formatted(o.name(), o.task().id(), o.loss().id()))
                .collect(Collectors.joining(", ")));
  }

  static String invalidClassWeights(String got) {
    return "%s must be balanced, effective, effective=BETA, or NAME=X for each class or label, each with a number of at least 0, for instance covid-19=4,normal=1, got \"%s\"."
        .formatted(Setting.CLASS_WEIGHTS.displayName(), got);
  }

  static String ambiguousClassWeight(String text, String qualified) {
    return "%s is \"%s\", but there is a class \"effective\": it could be the weight of that class, or weights by the effective number of samples. Write %s for the class, or effective alone for these weights with a BETA of 0.999."
        .formatted(Setting.CLASS_WEIGHTS.displayName(), text, qualified);
  }

  static String invalidBeta(String got) {
    return "%s needs a number from 0 to 1 after \"effective=\", such as 0.999, got \"%s\". For the weight of a class called effective, put its output before it: OUTPUT/effective=2."
        .formatted(Setting.CLASS_WEIGHTS.displayName(), got);
  }

  /**
   * A name that no output has.
   *
   * @param similar names of the same form, one of which may be meant
   */
  static String unknownClassWeight(String name, List<String> similar, List<String> labels) {
    return "class-weights (--class-weights) has a weight of \"%s\", which is not a class or label. %sKnown: %s."
        .formatted(name, NameSuggestions.hint(name, similar), String.join(", ", labels));
  }

  static String classWeightsOfNumbers() {
    return "class-weights (--class-weights) is set, but the task is regression, which has no"
        + " classes. Remove it, or give each image a weight in the column \"weight\" of a"
        + " CSV file.";
  }

  static String classOrderKept(List<String> labels) {
    return "the classes are in the order of the model's labels: " + String.join(", ", labels);
  }

  static String labelsRenamed(List<String> labels, List<String> names) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).equals(labels.get(i))) {
        pairs.add("\"%s\" is now \"%s\"".formatted(labels.get(i), names.get(i)));
      }
    }
    return "the head is kept and its labels are renamed: " + String.join(", ", pairs);
  }

  static String keepHeadClassCountMismatch(List<String> classes, List<String> labels) {
    return "head.keep (--keep-head) needs as many classes as the model has labels, got %s classes %s for %s labels %s. Remove it to train a new head."
        .formatted(classes.size(), classes, labels.size(), labels);
  }

  static String keepHeadWithoutLabels(String model) {
    return "head.keep (--keep-head) needs a model with labels, but %s has none. Remove it."
        .formatted(model);
  }

  static String keepHeadConflict(String head) {
    return "head.keep (--keep-head) keeps the model's original head, but the head is set to \"%s\". Remove head.keep, or remove head.kind and cut."
        .formatted(head);
  }

  static String colorChanged(String model, ColorMode previous, ColorMode current) {
    return "%s expects images in %s but now gets them in %s, as set by data.gray (--gray)"
        .formatted(model, previous.id(), current.id());
  }

  static String weightsFileNotFound(Path file) {
    return "\"weights\": file not found: %s. Check the path.".formatted(file);
  }

  static String imagenetOfTower(String block, List<String> networks) {
    String reason =
        networks.isEmpty()
            ? "its layers are not those of a network with published weights"
            : "it may be " + String.join(" or ", networks);
    return "\"weights\": \"imagenet\" is not defined for the tower \"%s\": %s. Name the weights, for instance %s=vgg16-imagenet-notop; \"weights list\" shows all."
        .formatted(block, reason, block);
  }

  static String invalidWeights(String text) {
    return "\"weights\" must be imagenet, a name or a file, or BLOCK=WEIGHTS for each tower, for instance resnet=resnet50.h5,vgg=vgg16.h5, got \"%s\"."
        .formatted(text);
  }

  static String preprocessingChosenAnew(String preprocessing, Setting replaced) {
    return "the preprocessing %s of the job file is not used, since %s replaces the %s that it is for; to keep it, add --preprocessing %s"
        .formatted(preprocessing, replaced.flag(), replaced.key(), preprocessing);
  }

  static String repeatedTower(String block, String text) {
    return "\"weights\" names the tower \"%s\" twice: %s. Remove one of them."
        .formatted(block, text);
  }

  static String grayKernelWithoutWeights() {
    return "\"gray-kernel\" (--gray-kernel) converts the first kernel of a weights file, but there"
        + " is none. Add weights (--weights), or remove it.";
  }

  static String newlyInitialized(List<String> layers) {
    return "not in the weights file, newly initialized: " + String.join(", ", layers);
  }

  static String unknownMetric(String name, Collection<String> known) {
    return "\"%s\" is not a metric that trials can be ranked by. %sMetrics: %s."
        .formatted(name, NameSuggestions.hint(name, known), String.join(", ", known));
  }

  static String invalidNetworkParameter(String text) {
    return "\"network\" (--network-parameter): expected PATTERN.PARAMETER=VALUE, such as block5/conv*.filters=256, got \"%s\". The network itself is set with \"model\" (--model)."
        .formatted(text);
  }

  static String networkParameterTwice(String name) {
    return "\"network\" (--network-parameter): \"%s\" is set twice. Remove one of them."
        .formatted(name);
  }

  static String invalidSpaceValue(String space, String name, Object value, String problem) {
    return "%s: %s = %s: %s".formatted(space, name, value, problem);
  }

  static String preprocessingOfOtherWeights(String space, Setting varied, String preprocessing) {
    return "%s: \"%s\" varies, but the job has the preprocessing \"%s\" of its own %s. Remove \"preprocessing\" from the job, so that each trial gets that of its weights, or set one for all trials in the space: preprocessing: {choice: [\"%s\"]}."
        .formatted(space, varied.key(), preprocessing, varied.key(), preprocessing);
  }

  static String integerSettingRequired(String space, String name) {
    return "%s: \"%s\" is a whole number, but its parameter is \"real\". Use {integer: [low, high]} or {choice: [...]}."
        .formatted(space, name);
  }

  static String skipped(String key, String reason) {
    return "skipped %s: %s".formatted(key, reason);
  }

  static String noRunsFolder(Path folder) {
    return "%s is not a folder. Choose a folder that contains runs.".formatted(folder);
  }

  static String metricsNotReadable(Path file, boolean exists) {
    return "%s %s; the run is listed without metrics"
        .formatted(file, exists ? "is not valid JSON" : "is missing");
  }

  static String interrupted() {
    return "interrupted; the model is the best so far";
  }

  /** Adds the number of the phase to the error of its settings. */
  static String inPhase(int phase, UsageException failure) {
    return "phase %s: %s".formatted(phase, failure.getMessage());
  }

  static String unknownPhase(String name, int phases) {
    return phases == 0
        ? "\"phases.%s\" is a part of a phase, but the job has no phases. Set \"phases\" first."
            .formatted(name)
        : "\"phases.%s\" is not a part of a phase; expected phases.NUMBER.NAME with a number from 1 to %s, for instance phases.%s.learning-rate."
            .formatted(name, phases, phases);
  }

  static String phasesAndFineTune() {
    return "\"fine-tune.epochs\" (--fine-tune) is short for phases, but the job has \"phases\" of"
        + " its own. Remove one of them.";
  }

  static String tooManyGroups(String network, int got, List<List<String>> groups) {
    return "%s: \"fine-tune.groups\" (--fine-tune-groups) is %s, but the network has %s groups of layers with weights before its head: %s. Choose a smaller number."
        .formatted(
            network,
            got,
            groups.size(),
            groups.stream()
                .map(group -> String.join(" ", group))
                .collect(Collectors.joining(", ")));
  }

  static String dropoutWithoutLayers(String head) {
    return "\"head.dropout\" (--head-dropout) only applies to the heads global-average and flatten, got \"%s\". Change one of them."
        .formatted(head);
  }

  static String auditFailed(List<String> errors) {
    return "The audit found %s, and --strict is set:\n%s\nCorrect the images, or train without --strict."
        .formatted(
            errors.size() == 1 ? "an error" : errors.size() + " errors", String.join("\n", errors));
  }

  static String otherSplit(String recorded, String now) {
    return "The split of the images is not that of the run that is repeated: its SHA-256 was %s and is %s, so images were added, removed or changed since then, and the results cannot be compared. Restore the images, or use the split.csv of the run (--split-file), which keeps the subsets of the images that it lists."
        .formatted(recorded, now);
  }

  static String strictWithoutAudit() {
    return "\"strict\" needs the audit, but it is off. Remove one of --strict and --no-audit.";
  }

  /** Not an error: a line about a finding of the audit. */
  static String auditFinding(String text) {
    return "audit: " + text;
  }

  static String conflictingSplitFile(Setting other) {
    return "%s and %s both determine the subsets. Remove one of them."
        .formatted(Setting.SPLIT_FILE.displayName(), other.displayName());
  }

  static String subsetsOfFolds(Setting setting) {
    return "Folds are the test images of cross-validation, so %s cannot be set. Remove it, or remove --folds."
        .formatted(setting.displayName());
  }

  static String validationOfFolds(String value) {
    return "The validation images of cross-validation are a fraction of the other folds; got \"%s\". Set %s to a fraction such as 0.1, or remove it."
        .formatted(value, Setting.VALIDATION.displayName());
  }
}
