package org.blockwright.app;

import java.nio.file.Path;
import java.util.Collection;
import org.blockwright.base.Nearest;

/** The messages of the command itself. */
final class AppProblems {
  private AppProblems() {}

  static String noSubCommand(Collection<String> known) {
    return "A sub-command is missing. Sub-commands: %s. See blockwright --help."
        .formatted(String.join(", ", known));
  }

  static String unknownSubCommand(String name, Collection<String> known) {
    return "No sub-command \"%s\". %sSub-commands: %s. See blockwright --help."
        .formatted(name, Nearest.hint(name, known), String.join(", ", known));
  }

  static String unknownOption(String command, String option, Collection<String> known) {
    return "%s: no option \"%s\". %sSee %s --help."
        .formatted(command, option, Nearest.hint(option, known), command);
  }

  static String tooMany(String command, String word) {
    return "%s: \"%s\" is one word too many. Names with blanks need quotes. See %s --help."
        .formatted(command, word, command);
  }

  static String missing(String command, Collection<String> what) {
    return "%s: %s missing. See %s --help."
        .formatted(command, String.join(", ", what) + (what.size() == 1 ? " is" : " are"), command);
  }

  static String usage(String command, String why) {
    return "%s: %s. See %s --help.".formatted(command, why.replaceAll("\\.$", ""), command);
  }

  static String positive(String text) {
    return "\"%s\" is no number from 1 on".formatted(text);
  }

  static String input(String text) {
    return "\"%s\" is no input; write height x width x channels, for instance 224x224x3"
        .formatted(text);
  }

  static String drawing(String file) {
    return "\"%s\" ends in neither .svg nor .dot, which say what is drawn".formatted(file);
  }

  static String memory(String text) {
    return "\"%s\" is no amount of memory; write for instance 6g or 6000m".formatted(text);
  }

  static String outOfMemory(String limits) {
    return "Out of memory (%s). Lower --batch or the input's size, or allow more with --memory."
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

  static String noPattern(String flag) {
    return "%s needs a pattern, for instance %s"
        .formatted(flag, flag.equals("--rate") ? "'block1*=0.1'" : "'block*'");
  }

  static String noClasses(String network, Object shape) {
    return "%s gives %s for each picture, which are no classes. Use features to read inner values."
        .formatted(network, shape);
  }

  static String notFinite(Path image, String layer) {
    return "%s: the output of \"%s\" is NaN or infinite. Check the weights: train again with a lower learning rate, or take an earlier model."
        .formatted(image, layer);
  }

  static String grayAsked(Path model) {
    return "%s was trained on images in rgb and is evaluated on them in grayscale, as --gray says."
        .formatted(model);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
