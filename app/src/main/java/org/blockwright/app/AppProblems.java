package org.blockwright.app;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.blockwright.base.NameSuggestions;
import org.blockwright.data.copies.CopiesResult;
import org.blockwright.job.Setting;

/** Messages of the command line. */
final class AppProblems {
  /** Names that a message lists at most. */
  static final int MAX_LAYERS = 5;

  private AppProblems() {}

  static String serving(URI page, List<String> models) {
    return "serving %s at %s (Ctrl-C ends)".formatted(String.join(", ", models), page);
  }

  static String missingSubcommand(Collection<String> known) {
    return "No subcommand given. Subcommands: %s. See blockwright --help."
        .formatted(String.join(", ", known));
  }

  static String unknownSubcommand(String name, Collection<String> known) {
    return "Unknown subcommand \"%s\". %sSubcommands: %s. See blockwright --help."
        .formatted(name, NameSuggestions.hint(name, known), String.join(", ", known));
  }

  static String unknownOption(String command, String option, Collection<String> known) {
    return "%s: unknown option \"%s\". %sSee %s --help."
        .formatted(command, option, NameSuggestions.hint(option, known), command);
  }

  static String unknownOption(String command, String option, Setting suggestion) {
    boolean sameName = suggestion.flag().equals("--" + suggestion.key());
    return "%s: unknown option \"%s\". Did you mean \"%s\"%s? See %s --help."
        .formatted(
            command,
            option,
            suggestion.flag(),
            sameName ? "" : " (" + suggestion.key() + ")",
            command);
  }

  static String unexpectedArgument(String command, String argument) {
    return "%s: unexpected argument \"%s\". Quote names that contain blanks. See %s --help."
        .formatted(command, argument, command);
  }

  static String missingArguments(String command, Collection<String> labels) {
    return "%s: missing %s. See %s --help.".formatted(command, String.join(", ", labels), command);
  }

  static String invalidUsage(String command, String problem) {
    return "%s: %s. See %s --help.".formatted(command, problem.replaceAll("\\.$", ""), command);
  }

  static String integerOutOfRange(String text, long min, long max) {
    return "\"%s\" is not a whole number from %s to %s".formatted(text, min, max);
  }

  static String notPositiveNumber(String text) {
    return "\"%s\" is not a positive number".formatted(text);
  }

  static String unknownBenchMode(String text) {
    return "\"%s\" is not a mode: use forward, train or both".formatted(text);
  }

  static String unknownChoice(String text, Collection<?> known) {
    return "\"%s\" is not one of %s"
        .formatted(text, known.stream().map(Object::toString).collect(Collectors.joining(", ")));
  }

  static String datasetWritten(Path folder, int images) {
    return "%s: %s images".formatted(folder, images);
  }

  static String datasetUnchanged(Path folder, int images) {
    return "%s: %s images, complete; nothing was changed".formatted(folder, images);
  }

  static String copiesWritten(CopiesResult result) {
    return "%s: %s images, %s copies, %s validation and test images%s"
        .formatted(
            result.folder(),
            result.originals(),
            result.copies(),
            result.others(),
            result.unchanged() ? ", complete; nothing was changed" : "");
  }

  static String sheetWritten(Path file, int images, int copies) {
    return "%s: %s %s with %s %s each"
        .formatted(
            file,
            images,
            images == 1 ? "image" : "images",
            copies,
            copies == 1 ? "copy" : "copies");
  }

  static String unsupportedExtension(String file, Collection<String> supported) {
    return "\"%s\" does not end in %s, the only supported output format"
        .formatted(file, String.join(" or ", supported));
  }

  static String outputFileExists(Path file) {
    return "%s already exists. Choose another file, or add --overwrite.".formatted(file);
  }

  static String fileNameLooksLikeOption(String command, String argument) {
    return "%s: unknown option \"%s\". If it is a file, put -- before it: %s ... -- %s. See %s --help."
        .formatted(command, argument, command, argument, command);
  }

  static String emptyList() {
    return "\"-\" reads a list of paths from stdin, but there is none. Write one path per line.";
  }

  static String listSaved(int paths, Path file) {
    return "%s paths of stdin saved to %s".formatted(paths, file);
  }

  static String noMatch(String pattern) {
    return "\"%s\" matches no file. Check the pattern, and the folder from which it starts."
        .formatted(pattern);
  }

  static String invalidPattern(String pattern, String problem) {
    return "\"%s\" is not a valid pattern: %s. Correct it; \"[\" and \"{\" need a closing bracket."
        .formatted(pattern, oneLine(problem));
  }

  /** Characters that are not visible are shown as "?". */
  static String invalidPath(String text, String reason) {
    return "\"%s\" is not a valid path: %s. Check the path."
        .formatted(text.replaceAll("\\p{Cntrl}", "?"), reason);
  }

  static String folderLoop(Path folder) {
    return "%s is a link to a folder that contains it, so that a pattern with ** would never end. Remove the link, or name the folders without **."
        .formatted(folder);
  }

  static String noWeights(String network) {
    return "%s is a network without weights, so its predictions would be random. Add --weights, such as imagenet or a file, or use a saved model (.zip)."
        .formatted(network);
  }

  static String layersWithoutWeights(String network, Collection<String> layers) {
    return "No weights were loaded for these layers of %s: %s. Its predictions would be random. Use a file with the weights of the head; if it has other classes than %s, give them with --labels."
        .formatted(network, "\"" + String.join("\", \"", layers) + "\"", network);
  }

  static String initialized(String network, Collection<String> layers) {
    return "No weights were loaded for these layers of %s, which are random until the model is trained: %s"
        .formatted(network, String.join(", ", layers));
  }

  static String twoModels(String argument) {
    return "the model is given twice, as \"%s\" and by --model; omit one of them"
        .formatted(argument);
  }

  static String csvAndJson() {
    return "--csv and --json exclude each other";
  }

  static String noImages(Path folder) {
    return "%s contains no images. Choose a folder with images.".formatted(folder);
  }

  static String noRuns(Path folder) {
    return "%s contains no runs.".formatted(folder);
  }

  static String skipped(Path file, String reason) {
    return "skipped %s: %s".formatted(file, reason);
  }

  static String savedToOtherDirectory(Path requested, Path actual) {
    return "%s was changed by another process in the meantime; the run was saved to %s."
        .formatted(requested, actual);
  }

  static String existingRunKept(Path directory) {
    return "Interrupted: the run in %s is kept, and is replaced when the new one is complete."
        .formatted(directory);
  }

  static String invalidInputShape(String text) {
    return "\"%s\" is not a valid input shape: use HEIGHTxWIDTHxCHANNELS, for instance 224x224x3"
        .formatted(text);
  }

  static String unsupportedPlotFormat(String file) {
    return "\"%s\" must end in .svg or .dot, which select the format".formatted(file);
  }

  static String invalidMemorySize(String text) {
    return "\"%s\" is not a valid memory size: use, for instance, 6g or 6000m".formatted(text);
  }

  static String outOfMemory(String limits) {
    return "Out of memory (%s). Reduce --batch-size or the input size, or raise the limit with --memory."
        .formatted(limits);
  }

  static String unexpected(Throwable error) {
    String detail = error.getMessage() == null ? "" : ": " + error.getMessage();
    return "Unexpected %s%s. This is a bug in Blockwright: run the command again with --debug, and report its output."
        .formatted(error.getClass().getSimpleName(), oneLine(detail).replaceAll("\\.$", ""));
  }

  static String interrupting() {
    return "Interrupted: stopping after the current batch; finished work is saved.";
  }

  static String stoppingServer() {
    return "Interrupted: the server ends after the requests that have begun.";
  }

  static String missingPattern(String option) {
    return "%s needs a pattern, for instance %s"
        .formatted(option, option.equals("--lr-multiplier") ? "'block1*=0.1'" : "'block*'");
  }

  static String nonFiniteOutput(Path image, String layer) {
    return "%s: the output of \"%s\" is NaN or infinite. Check the weights: train again with a lower learning rate, or use an earlier model."
        .formatted(image, layer);
  }

  static String grayscaleOverridesModel(String model) {
    return "%s was trained on RGB images and is evaluated on grayscale images, as set by --gray."
        .formatted(model);
  }

  static String canBeCompiled(String network) {
    return "%s can be compiled: all of its layers are supported.".formatted(network);
  }

  static String cannotBeCompiled(String network, List<String> layers) {
    return "%s runs on DL4J, since these layers cannot be compiled:\n  %s"
        .formatted(network, String.join("\n  ", layers));
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }

  /** Not an error: there is nothing left to do. */
  static String runFinished(Path directory) {
    return "the run in %s is finished: there is nothing to resume".formatted(directory);
  }

  static String resumeWithOfFolds(Path directory) {
    return "--resume-with cannot be combined with the cross-validation in %s: all folds have the same settings and images. Leave it out, or start a new cross-validation."
        .formatted(directory);
  }

  static String notWithResume(String option) {
    return "%s cannot be combined with --resume, which continues a run in its own directory with its own job. Leave one of them out."
        .formatted(option);
  }

  static String notTogether(String option, String other) {
    return "%s cannot be combined with %s. Leave one of them out.".formatted(option, other);
  }

  static String needs(String option, String other) {
    return "%s needs %s. Add it, or leave %s out.".formatted(option, other, option);
  }

  static String outRequired(String option) {
    return "%s needs --out DIR, since the database is not in the directory of its study."
        .formatted(option);
  }

  static String resumeWithWithoutResume() {
    return "--resume-with needs --resume RUN, the run to continue. Add it, or leave --resume-with out.";
  }

  static String unknownResumeChoice(String value) {
    return "\"%s\" is not a state to resume with. Choose checkpoint or current.".formatted(value);
  }

  static String foldsReplaceNothing(Path directory) {
    return "%s is a run, which --folds does not replace. Give --out another directory."
        .formatted(directory);
  }

  static String trialsAndMore() {
    return "--trials and --more cannot be combined: the first is the total, the second adds to it.";
  }

  static String spaceRequired() {
    return "A new study needs a search space: add --space FILE.yaml. To continue a study, give its"
        + " --storage.";
  }

  static String epochsRequired() {
    return "--pruner hyperband needs the number of epochs: add --epochs N.";
  }

  static String unknownName(String name, Collection<String> known) {
    return "\"%s\" is unknown. %sExpected one of: %s."
        .formatted(name, NameSuggestions.hint(name, known), String.join(", ", known));
  }

  static String invalidTime(String text) {
    return "\"%s\" is not a time. Expected a number with s, m or h, such as 90s, 30m or 2h."
        .formatted(text);
  }

  static String unknownExport(Path file) {
    return "%s: expected a file that ends with .csv, .json or .yaml.".formatted(file);
  }

  static String notAStudyOfJobs() {
    return "The study was not created by \"blockwright tune\", so it has no job. Export it as .csv"
        + " or .json.";
  }
}
