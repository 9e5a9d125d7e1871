package org.blockwright.app;

import java.nio.file.Path;
import java.util.Collection;
import org.blockwright.base.NameSuggestions;

/** The messages of the command itself. */
final class AppProblems {
  private AppProblems() {}

  static String missingSubcommand(Collection<String> known) {
    return "A sub-command is missing. Sub-commands: %s. See blockwright --help."
        .formatted(String.join(", ", known));
  }

  static String unknownSubcommand(String name, Collection<String> known) {
    return "No sub-command \"%s\". %sSub-commands: %s. See blockwright --help."
        .formatted(name, NameSuggestions.hint(name, known), String.join(", ", known));
  }

  static String unknownOption(String command, String option, Collection<String> known) {
    return "%s: no option \"%s\". %sSee %s --help."
        .formatted(command, option, NameSuggestions.hint(option, known), command);
  }

  static String unexpectedArgument(String command, String word) {
    return "%s: \"%s\" is one word too many. Names with blanks need quotes. See %s --help."
        .formatted(command, word, command);
  }

  static String missingArguments(String command, Collection<String> what) {
    return "%s: %s missing. See %s --help."
        .formatted(command, String.join(", ", what) + (what.size() == 1 ? " is" : " are"), command);
  }

  static String invalidUsage(String command, String why) {
    return "%s: %s. See %s --help.".formatted(command, why.replaceAll("\\.$", ""), command);
  }

  static String integerOutOfRange(String text, long least, long most) {
    return "\"%s\" is not a whole number from %s to %s".formatted(text, least, most);
  }

  static String unsupportedExtension(String file, Collection<String> written) {
    return "\"%s\" does not end in %s, the only format that is written"
        .formatted(file, String.join(" or ", written));
  }

  static String outputFileExists(Path file) {
    return "%s exists already. Choose another file, or add --overwrite.".formatted(file);
  }

  static String fileNameLooksLikeOption(String command, String word) {
    return "%s: no option \"%s\". For a file of that name put -- before it: %s ... -- %s. See %s --help."
        .formatted(command, word, command, word, command);
  }

  static String noImages(Path folder) {
    return "%s holds no image. Give a folder with images, or other files.".formatted(folder);
  }

  static String skipped(Path file, String reason) {
    return "skipped %s: %s".formatted(file, reason);
  }

  static String savedToOtherDirectory(Path asked, Path got) {
    return "%s was changed by another process meanwhile; the run is in %s.".formatted(asked, got);
  }

  static String nothingSaved() {
    return "Interrupted before the first epoch ended: the older run stays, and nothing is saved.";
  }

  static String unknownMetric(String name, Collection<String> known) {
    return "No metric \"%s\" to choose trials by. %sMetrics: %s."
        .formatted(name, NameSuggestions.hint(name, known), String.join(", ", known));
  }

  static String invalidSpaceValue(Path space, String name, Object value, String problem) {
    return "%s: %s = %s: %s".formatted(space, name, value, problem);
  }

  static String integerSettingRequired(Path space, String name) {
    return "%s: \"%s\" is a whole number, so \"real\" does not fit it. Use {integer: [low, high]} or {choice: [...]}."
        .formatted(space, name);
  }

  static String invalidInputShape(String text) {
    return "\"%s\" is no input; write height x width x channels, for instance 224x224x3"
        .formatted(text);
  }

  static String unsupportedPlotFormat(String file) {
    return "\"%s\" ends in neither .svg nor .dot, which say what is drawn".formatted(file);
  }

  static String invalidMemorySize(String text) {
    return "\"%s\" is no amount of memory; write for instance 6g or 6000m".formatted(text);
  }

  static String outOfMemory(String limits) {
    return "Out of memory (%s). Lower --batch-size or the input's size, or allow more with --memory."
        .formatted(limits);
  }

  static String unexpected(Throwable error) {
    String what = error.getMessage() == null ? "" : ": " + error.getMessage();
    return "Unexpected %s%s. This is a fault of Blockwright: run it again with --debug and report what that prints."
        .formatted(error.getClass().getSimpleName(), oneLine(what).replaceAll("\\.$", ""));
  }

  static String interrupting() {
    return "Interrupted: the running batch ends, then what was finished is saved.";
  }

  static String missingPattern(String flag) {
    return "%s needs a pattern, for instance %s"
        .formatted(flag, flag.equals("--lr-multiplier") ? "'block1*=0.1'" : "'block*'");
  }

  static String notAClassifier(String network, Object shape) {
    return "%s gives %s for each picture, which are no classes. Use features to read inner values."
        .formatted(network, shape);
  }

  static String nonFiniteOutput(Path image, String layer) {
    return "%s: the output of \"%s\" is NaN or infinite. Check the weights: train again with a lower learning rate, or take an earlier model."
        .formatted(image, layer);
  }

  static String grayscaleOverridesModel(Path model) {
    return "%s was trained on images in rgb and is evaluated on them in grayscale, as --gray says."
        .formatted(model);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
