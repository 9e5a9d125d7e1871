package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.blockwright.dsl.Layers.conv;

import com.google.common.collect.ImmutableList;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.blockwright.base.DataException;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Targets;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.HeadOutput;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.weights.registry.WeightsStore;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full text of each message, triggered through the public API where possible. */
class JobProblemsTest {
  @TempDir Path folder;

  private static void assertFails(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessage(message);
  }

  private static NetworkSource mobilenet() {
    return NetworkSource.of("mobilenet", Optional.empty(), List.of("a", "b"));
  }

  private Path images(String name, String... classes) throws IOException {
    for (String className : classes) {
      Path directory = Files.createDirectories(folder.resolve(name).resolve(className));
      for (int i = 0; i < 12; i++) {
        ImageIO.write(
            new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
            "png",
            directory.resolve(i + ".png").toFile());
      }
    }
    return folder.resolve(name);
  }

  @Test
  void rejectsUnknownSetting() {
    assertThatThrownBy(() -> Job.defaults().with("epoch", 3))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "\"epoch\" is not a setting of a job. Did you mean \"epochs\"? Settings: model, network, input, cut, head.kind,");
  }

  @Test
  void rejectsValueOfWrongType() {
    assertFails(
        () -> Job.defaults().with("epochs", "many"),
        "\"epochs\" must be a whole number from 1 to 2147483647, got many.");
    assertFails(
        () -> Job.defaults().with("optimizer.learning-rate", "fast"),
        "\"optimizer.learning-rate\" (--lr) must be a number greater than 0, got fast.");
    assertFails(
        () -> Job.defaults().with("allow-partial-weights", "yes"),
        "\"allow-partial-weights\" must be true or false, got yes.");
    assertFails(
        () -> Job.defaults().with("epochs", List.of(1, 2)),
        "\"epochs\" must be one value, got [1, 2].");
  }

  @Test
  void rejectsMissingRequiredSetting() {
    assertFails(
        () -> Job.defaults().train(),
        "\"data.train\" (--data) is required but not set. Expected: training images: a folder or archive with one subfolder per class, a CSV file, or - for a list of paths on stdin.");
  }

  @Test
  void noticeOfNewHeadListsTheFirstOfManyLabels() {
    String labels = "x, ".repeat(19) + "x and 980 more";
    assertThat(JobProblems.newHead(List.of("a", "b"), Collections.nCopies(1000, "x")))
        .isEqualTo(
            "the classes [a, b] differ from the labels of the model [%s]: its head is replaced by a new one"
                .formatted(labels));
  }

  @Test
  void rejectsConversionOfWeightsWithoutWeights() {
    assertFails(
        () -> Job.defaults().with("model", "mobilenet").with("gray-kernel", "luma").weights(),
        "\"gray-kernel\" (--gray-kernel) converts the first kernel of a weights file, but there is none. Add weights (--weights), or remove it.");
  }

  @Test
  void rejectsUnknownValue() {
    assertFails(
        () -> Job.defaults().with("optimizer.kind", "adm").optimizer(),
        "\"adm\" is not a valid value of \"optimizer.kind\" (--optimizer). Did you mean \"adam\"? Valid values: adam, adamw, sgd, rmsprop, auto.");
    assertFails(
        () -> Job.defaults().with("standardize", "onn"),
        "\"onn\" is not a valid value of \"standardize\". Did you mean \"on\"? Valid values: auto, on, off.");
    assertFails(
        () -> Job.defaults().with("monitor", "acuracy"),
        "\"acuracy\" is not a valid value of \"monitor\". Did you mean \"accuracy\"? Valid values: "
            + String.join(", ", Metrics.monitorKeys())
            + ".");
    assertFails(
        () -> Job.defaults().with("cache", "on"),
        "\"on\" is not a valid value of \"cache\". Valid values: auto, off.");
    assertFails(
        () ->
            mobilenet()
                .assemble(
                    Job.defaults().with("head.kind", "global"),
                    Task.CLASSIFICATION,
                    List.of("a", "b")),
        "\"global\" is not a valid value of \"head.kind\" (--head). Valid values: original, global-average, flatten.");
  }

  @Test
  void rejectsOriginalHeadAfterCut() {
    Job job = Job.defaults().with("cut", "conv_pw_3_relu").with("head.kind", "original");

    assertFails(
        () -> mobilenet().assemble(job, Task.CLASSIFICATION, List.of("a", "b")),
        "The network's original head does not fit a network that is cut at \"conv_pw_3_relu\". Use --head global-average or --head flatten.");
  }

  @Test
  void rejectsWidthOfFlattenHead() {
    Job job = Job.defaults().with("head.kind", "flatten").with("head.width", 8);

    assertFails(
        () -> mobilenet().assemble(job, Task.CLASSIFICATION, List.of("a", "b")),
        "\"head.width\" (--head-width) applies to the head global-average only, but the head is \"flatten\". Use --head global-average, or remove the width.");
  }

  @Test
  void rejectsSplitWithValidation() throws IOException {
    Path train = images("train", "a", "b");
    Job job =
        Job.defaults()
            .with("data.train", train)
            .with("data.split", "8:1:1")
            .with("data.validation", "0.2");

    assertFails(
        () -> ImageSplits.of(job),
        "\"data.split\" (--split) cannot be combined with \"data.validation\" (--validation) or \"data.test\" (--test): a split takes all subsets from the training images. Remove one of them.");
  }

  @Test
  void rejectsFractionAboveOne() {
    assertFails(
        () -> Job.defaults().with("data.validation", "1.5"),
        "\"data.validation\" (--validation) must be a folder or a fraction between 0 and 1, got \"1.5\".");
  }

  @Test
  void namesSettingOfTextThatCannotBeParsed() {
    assertFails(
        () -> Job.defaults().with("data.augmentation", "flp"),
        "\"data.augmentation\" (--augment): " + messageOf(() -> Augmentation.parse("flp")));
    assertFails(
        () -> Job.defaults().with("lr-multipliers", "block1"),
        "\"lr-multipliers\" (--lr-multiplier): "
            + messageOf(() -> LearningRateMultipliers.Rule.parse("block1")));
  }

  private static String messageOf(ThrowingCallable call) {
    return catchThrowable(call).getMessage();
  }

  @Test
  void rejectsTestClassMissingInTraining() throws IOException {
    Path train = images("train", "a", "b");
    Path test = images("test", "a", "c");
    Job job = Job.defaults().with("data.train", train).with("data.test", test);

    assertThatThrownBy(() -> ImageSplits.of(job))
        .isInstanceOf(DataException.class)
        .hasMessage(
            test
                + " has a class \"c\" that the model does not have. Did you mean \"a\"? The model's classes: a, b.");
  }

  @Test
  void doesNotWriteIntoNonEmptyFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "mine");

    assertFails(
        () -> RunDirectory.prepare(folder, false),
        folder + " already exists and is not empty. Choose another --out.");
    assertFails(
        () -> RunDirectory.prepare(file, false),
        file + " is a file, but --out must be a folder. Choose another --out.");
    assertFails(
        () -> RunDirectory.prepare(folder, true),
        folder
            + " is not empty and not a Blockwright run (it has no valid run.yaml), so --overwrite does not replace it. Choose another --out.");
    assertThat(file).hasContent("mine");
  }

  @Test
  void doesNotReplaceRunWithForeignFiles() throws IOException {
    Files.writeString(folder.resolve("run.yaml"), "command: x\njob: {model: vgg16}\n");
    Files.writeString(folder.resolve("model.zip"), "model");

    assertFails(
        () -> RunDirectory.prepare(folder, false),
        folder
            + " already contains a run. Choose another --out, or add --overwrite to replace it once the new run is complete.");
    assertThat(RunDirectory.prepare(folder, true).path()).isEqualTo(folder);

    Path file = Files.writeString(folder.resolve("notes.txt"), "mine");
    Files.createDirectory(folder.resolve("split.csv"));
    assertFails(
        () -> RunDirectory.prepare(folder, true),
        folder
            + " contains a run and other files, which --overwrite would delete: notes.txt, split.csv. Move them, or choose another --out.");
    assertThat(file).hasContent("mine");
    assertThat(JobProblems.foreignFiles(folder, List.of("a", "b", "c", "d", "e", "f", "g")))
        .contains("delete: a, b, c, d, e and 2 more. Move them");
    assertThat(JobProblems.notReplaceable(folder))
        .isEqualTo(
            folder
                + " cannot be replaced: it is a mount point, or its parent folder is not writable. Choose another --out.");
  }

  @Test
  void rejectsMissingWeightsFile() throws IOException {
    Path train = images("train", "a", "b");
    Job job =
        Job.defaults()
            .with("model", "mobilenet")
            .with("data.train", train)
            .with("weights", folder.resolve("none.h5"));

    assertFails(
        () -> new SettingsCheck().check(job),
        "\"weights\": file not found: " + folder.resolve("none.h5") + ". Check the path.");
  }

  @Test
  void rejectsUnknownWeights() throws IOException {
    Job job =
        Job.defaults()
            .with("model", "mobilenet")
            .with("data.train", images("train", "a", "b"))
            .with("weights", "mobilenet-imagnet");

    assertFails(
        () -> new SettingsCheck().check(job),
        "Unknown weights \"mobilenet-imagnet\". Did you mean \"mobilenet-imagenet\"? Give a file, \"imagenet\", or a name that \"weights list\" shows.");
  }

  @Test
  void rejectsImagenetForATower() {
    assertFails(
        () ->
            WeightsChoice.parse("block1=imagenet")
                .requireKnown(WeightsStore.standard(), Zoo.VGG16.network()),
        "\"weights\": \"imagenet\" is not defined for the tower \"block1\": it may be vgg16 or vgg19. Name the weights, for instance block1=vgg16-imagenet-notop; \"weights list\" shows all.");
  }

  @Test
  void rejectsWeightsThatMixFileAndTower() {
    assertFails(
        () -> WeightsChoice.parse("resnet=a.h5,vgg"),
        "\"weights\" must be imagenet, a name or a file, or BLOCK=WEIGHTS for each tower, for instance resnet=resnet50.h5,vgg=vgg16.h5, got \"resnet=a.h5,vgg\".");
  }

  @Test
  void rejectsKeptHeadWithOtherKind() {
    Job job = Job.defaults().with("head.keep", true).with("head.kind", "flatten");

    assertFails(
        () -> mobilenet().assemble(job, Task.CLASSIFICATION, List.of("a", "b")),
        "head.keep (--keep-head) keeps the model's original head, but the head is set to \"flatten\". Remove head.keep, or remove head.kind and cut.");
  }

  @Test
  void rejectsInvalidValuesOfTaskAndLoss() {
    assertFails(
        () -> Job.defaults().with("task", "multilabel"),
        "\"multilabel\" is not a valid value of \"task\". Did you mean \"multi-label\"? Valid values: classification, binary, multi-label, regression.");
    assertFails(
        () -> Job.defaults().with("loss", "mean_squared_eror"),
        "\"mean_squared_eror\" is not a valid value of \"loss\". Did you mean \"mean_squared_error\"? Valid values: categorical_crossentropy, binary_crossentropy, mean_squared_error, mean_absolute_error, huber.");
    for (String delta : List.of("0", "-1", "", "NaN")) {
      assertFails(
          () -> Job.defaults().with("loss", "huber=" + delta),
          "\"loss\": delta of the Huber loss must be a number greater than 0, got \"%s\"; for instance huber=2."
              .formatted(delta));
    }
    for (String threshold : List.of("0", "1", "-0.5", "atuo")) {
      assertFails(
          () -> Job.defaults().with("threshold", threshold),
          "\"threshold\" must be auto or a number greater than 0 and less than 1, got \"%s\"."
              .formatted(threshold));
    }
    for (String weights : List.of("cat", "=2", "cat=-1", "cat=2,", "cat=2,cat=3", "cat=NaN")) {
      assertFails(
          () -> Job.defaults().with("class-weights", weights),
          "\"class-weights\" must be balanced, effective, effective=BETA, or NAME=X for each class or label, each with a number of at least 0, for instance covid-19=4,normal=1, got \"%s\"."
              .formatted(weights));
    }
    for (String beta : List.of("", "1.5", "-0.1", "NaN", "high")) {
      assertFails(
          () -> Job.defaults().with("class-weights", "effective=" + beta),
          "\"class-weights\" needs a number from 0 to 1 after \"effective=\", such as 0.999, got \"%s\". For the weight of a class called effective, put its output before it: OUTPUT/effective=2."
              .formatted(beta));
    }
    assertFails(
        () -> Job.defaults().with("class-weights", "balanced").with("class-weights.cat", 2),
        "\"class-weights\" must be balanced, effective, effective=BETA, or NAME=X for each class or label, each with a number of at least 0, for instance covid-19=4,normal=1, got \"balanced,cat=2\".");
    assertFails(
        () -> Job.defaults().with("sampling", "balance"),
        "\"balance\" is not a valid value of \"sampling\". Did you mean \"balanced\"? Valid values: shuffled, balanced.");
    assertFails(
        () -> Job.defaults().with("label-smoothing", 1),
        "\"label-smoothing\" must be a number from 0 to less than 1, got 1.");
  }

  @Test
  void rejectsThresholdAndLabelSmoothingOfOtherTasks() {
    assertFails(
        () ->
            mobilenet()
                .assemble(
                    Job.defaults().with("threshold", 0.3), Task.REGRESSION, List.of("ink [px]")),
        "threshold (--threshold) is set, but the task is regression: only binary and multi-label have thresholds. Remove it.");
    assertFails(
        () ->
            mobilenet()
                .assemble(
                    Job.defaults().with("threshold", "auto"),
                    Task.CLASSIFICATION,
                    List.of("a", "b")),
        "threshold (--threshold) is set, but the task is classification: only binary and multi-label have thresholds. Remove it.");
    assertFails(
        () ->
            mobilenet()
                .assemble(
                    Job.defaults().with("label-smoothing", 0.1).with("loss", "huber"),
                    Task.REGRESSION,
                    List.of("ink [px]")),
        "label-smoothing (--label-smoothing) is set, but the loss is huber: only cross-entropies have it. Remove it.");
  }

  @Test
  void reportsHeadForOtherTask() {
    Output output =
        NetworkSource.of("mobilenet", Optional.empty(), List.of("a", "b"))
            .fullNetwork()
            .output()
            .orElseThrow();
    Targets numbers = new Targets("", Task.REGRESSION, ImmutableList.of("age"));

    assertThat(LabelMapping.of("m.zip", Optional.of(output), numbers, false).notice())
        .hasValue(
            "the task of the model is classification, that of the images regression: its head is replaced by a new one");
    assertFails(
        () -> LabelMapping.of("m.zip", Optional.of(output), numbers, true),
        "head.keep (--keep-head) needs images for the task of the model, classification, but theirs is regression. Remove it to train a new head.");
  }

  @Test
  void rejectsSettingsAndMetricsOfOneOutput() {
    Network network = two();
    assertFails(
        () ->
            SeveralOutputs.requireFits(
                Job.defaults().with("data.train", "a.csv").with("task", "binary"), network),
        "\"task\" applies to a network with one output, but two has several: sex, age. Remove it; tasks and labels of several outputs are set in the network or its head.");
    assertFails(
        () -> SeveralOutputs.options(network, List.of("sex")),
        "\"data.targets\" (--targets) applies to a network with one output, but two has several: sex, age. Remove it; tasks and labels of several outputs are set in the network or its head.");
    SeveralOutputs.requireFits(
        Job.defaults().with("data.train", "a.csv").with("label-smoothing", 0.1), network);
    assertFails(
        () -> SeveralOutputs.columns(network.output("age", output -> output.labels(List.of()))),
        "two has several outputs, of which \"age\" has no labels. Set them with output(\"age\", o -> o.labels(...)).");
  }

  private static Network two() {
    Network network = Network.named("two").input(8, 8, 3).block("body", conv(2, 3).relu());
    return Heads.globalAverage()
        .outputs(
            HeadOutput.of("sex", Task.BINARY, "f", "m"),
            HeadOutput.of("age", Task.REGRESSION, "age [years]"))
        .applyTo(network);
  }

  @Test
  void namesOutputsOfMetrics() {
    assertThat(JobProblems.outputRequired("test", List.of("sex", "age")))
        .isEqualTo(
            "The network has several outputs: sex, age. Pass the name of one of them to test.");
    assertThat(JobProblems.unknownOutput("agee", "test", List.of("sex", "age")))
        .isEqualTo(
            "There are no test metrics of an output \"agee\". Did you mean \"age\"? Outputs: sex, age.");
  }

  @Test
  void listsNewlyInitializedLayers() {
    assertThat(JobProblems.newlyInitialized(List.of("block4_conv1", "block4_conv2")))
        .isEqualTo("not in the weights file, newly initialized: block4_conv1, block4_conv2");
  }

  @Test
  void listsMetricsForUnknownOne() {
    assertThat(JobProblems.unknownMetric("acuracy", List.of("loss", "accuracy")))
        .isEqualTo(
            "\"acuracy\" is not a metric that trials can be ranked by. Did you mean \"accuracy\"?"
                + " Metrics: loss, accuracy.");
  }

  @Test
  void networkParameterIsInvalid() {
    assertThat(JobProblems.invalidNetworkParameter("vgg16"))
        .isEqualTo(
            "\"network\" (--network-parameter): expected PATTERN.PARAMETER=VALUE, such as"
                + " block5/conv*.filters=256, got \"vgg16\". The network itself is set with \"model\""
                + " (--model).");
    assertThat(JobProblems.networkParameterTwice("a.filters"))
        .isEqualTo(
            "\"network\" (--network-parameter): \"a.filters\" is set twice. Remove one of them.");
  }

  @Test
  void namesInvalidValueOfSpace() {
    assertThat(JobProblems.invalidSpaceValue("s.yaml", "batch-size", 0, "no."))
        .isEqualTo("s.yaml: batch-size = 0: no.");
  }

  @Test
  void rejectsRealParameterOfIntegerSetting() {
    assertThat(JobProblems.integerSettingRequired("s.yaml", "batch-size"))
        .isEqualTo(
            "s.yaml: \"batch-size\" is a whole number, but its parameter is \"real\". Use {integer:"
                + " [low, high]} or {choice: [...]}.");
  }

  @Test
  void reportsSkippedFilesAndInterruption() {
    assertThat(JobProblems.skipped("a/1.txt", "is not an image"))
        .isEqualTo("skipped a/1.txt: is not an image");
    assertThat(JobProblems.interrupted()).isEqualTo("interrupted; the model is the best so far");
  }

  @Test
  void reportsChangedColorMode() {
    assertThat(JobProblems.colorChanged("m.zip", ColorMode.GRAYSCALE, ColorMode.RGB))
        .isEqualTo(
            "m.zip expects images in grayscale but now gets them in rgb, as set by data.gray (--gray)");
  }

  @Test
  void rejectsUnknownNetwork() {
    assertThatThrownBy(() -> NetworkSource.of("vgg61", Optional.empty(), List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "Unknown network \"vgg61\". Did you mean \"vgg16\"? Networks of the zoo: vgg16, ")
        .hasMessageEndingWith(
            "squeezenet. Descriptions (.yaml, .json) and saved models (.zip) are accepted too.");
  }

  @Test
  void failureOfSavingSaysThatTheTrainingIsNotLost() {
    StorageException failure = new StorageException("Cannot write run: No space left on device.");

    StorageException withHint = JobProblems.notSaved(failure, Path.of("run"));

    assertThat(withHint)
        .hasMessage(
            "Cannot write run: No space left on device. The training is not lost: continue the run"
                + " with: blockwright train --resume run")
        .hasCause(failure);
  }

  @Test
  void interruptedRunCanBeResumed() {
    assertThat(JobProblems.canBeResumed(Path.of("runs/vgg16-1")))
        .isEqualTo("continue the run with: blockwright train --resume runs/vgg16-1");
  }

  @Test
  void onlyUnfinishedRunsCanBeResumed() throws IOException {
    assertFails(
        () -> RunDirectory.resume(folder),
        folder
            + " has no unfinished run: it has no folder checkpoint with a run.yaml. Give the"
            + " directory of a run that was killed or interrupted, or start the run again.");
    Files.createDirectories(folder.resolve("checkpoint"));
    Files.writeString(folder.resolve("checkpoint/run.yaml"), "job: {model: vgg16}");
    assertFails(() -> RunDirectory.prepare(folder, false), JobProblems.unfinishedRun(folder));
  }

  @Test
  void crossValidationsThatAreNotResumed() {
    Path path = Path.of("runs/folds");
    assertThat(JobProblems.unfinishedFolds(path))
        .isEqualTo(
            path
                + " contains a cross-validation. If it is unfinished, continue it with train --resume "
                + path
                + ", else choose another --out.");
    assertThat(JobProblems.noFolds(path))
        .isEqualTo(
            path
                + " has no cross-validation: it has no file folds.yaml. Give the directory of one that was killed or interrupted.");
    assertThat(JobProblems.otherSettingsOfFolds(path, List.of("\"epochs\"", "\"seed\"")))
        .isEqualTo(
            "The cross-validation in "
                + path
                + " was started with other values of \"epochs\", \"seed\", and the folds that have ended cannot change. Resume it without these options, or start a new one.");
    assertThat(JobProblems.otherImagesOfFolds(path, "images"))
        .isEqualTo(
            "The images of images are not those with which the cross-validation in "
                + path
                + " was started: images were added, removed or changed, and so the folds are others. Restore the images, or start a new cross-validation.");
  }
}
