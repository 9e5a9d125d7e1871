package org.blockwright.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.blockwright.base.NameSuggestions;
import org.blockwright.dsl.input.ColorMode;

/** The messages of jobs. */
final class JobProblems {
  private JobProblems() {}

  static String unknownNetwork(String unknown) {
    return unknown + " A description (.yaml, .json) or a saved model (.zip) works as well.";
  }

  static String unknownSetting(String name, String hint, Collection<String> known) {
    return "A job has no setting \"%s\". %sIt has: %s."
        .formatted(name, hint, String.join(", ", known));
  }

  static String invalidValue(String name, String expected, Object got) {
    return "\"%s\" must be %s, got %s.".formatted(name, expected, got);
  }

  static String missingSetting(String name, String about) {
    return "Nothing is said about \"%s\": %s.".formatted(name, about);
  }

  static String unknownValue(String name, String word, Collection<String> known) {
    return "\"%s\" cannot be \"%s\". %sKnown: %s."
        .formatted(name, word, NameSuggestions.hint(word, known), String.join(", ", known));
  }

  static String fullHeadAfterCut(String cut) {
    return "The network's own head does not fit a network that is cut at \"%s\". Use --head pool or --head linear."
        .formatted(cut);
  }

  static String widthWithoutPoolHead(String head) {
    return "\"head.width\" belongs to the pool head, but the head is \"%s\".".formatted(head);
  }

  static String conflictingSplit() {
    return "Both a split and validation or test pictures are given; a split makes them from the training pictures. Leave one out.";
  }

  static String notEmpty(Path folder, boolean run) {
    return run
        ? "%s holds a run already. Choose another --out, or add --overwrite: the new run takes its place when it is complete."
            .formatted(folder)
        : "%s exists already and is not empty. Choose another --out.".formatted(folder);
  }

  static String notARun(Path folder) {
    return "%s is not empty and not a run of Blockwright (it has no valid run.yaml), so --overwrite does not replace it. Choose another --out."
        .formatted(folder);
  }

  static String foreignFiles(Path folder, List<String> names) {
    String more = names.size() > 5 ? " and %s more".formatted(names.size() - 5) : "";
    return "%s holds a run and other files, which --overwrite would remove: %s%s. Move them, or choose another --out."
        .formatted(folder, String.join(", ", names.subList(0, Math.min(5, names.size()))), more);
  }

  static String notReplaceable(Path folder) {
    return "%s cannot be replaced: it is a mount point, or the folder above it is not writable. Choose another --out."
        .formatted(folder);
  }

  static String notAFolder(Path folder) {
    return "%s is a file; --out needs a folder.".formatted(folder);
  }

  static String invalidFraction(String text) {
    return "\"data.validation\" must be a folder or a share between 0 and 1, got \"%s\"."
        .formatted(text);
  }

  static String newHead(List<String> classes, List<String> labels) {
    return "the classes %s are not the labels of the model, %s: its head is replaced by a new one%s."
        .formatted(
            classes,
            labels,
            classes.size() == labels.size() ? "; head.keep (--keep-head) keeps it" : "");
  }

  static String classOrderKept(List<String> labels) {
    return "the classes keep the order of the model's labels: " + String.join(", ", labels);
  }

  static String labelsRenamed(List<String> labels, List<String> names) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).equals(labels.get(i))) {
        pairs.add("\"%s\" is now \"%s\"".formatted(labels.get(i), names.get(i)));
      }
    }
    return "the head is kept, and its labels are renamed: " + String.join(", ", pairs);
  }

  static String keepHeadClassCountMismatch(List<String> classes, List<String> labels) {
    return "head.keep (--keep-head) needs as many classes as the model has labels: got %s classes %s for %s labels %s. Leave it out for a new head."
        .formatted(classes.size(), classes, labels.size(), labels);
  }

  static String keepHeadWithoutLabels(String model) {
    return "head.keep (--keep-head) keeps the head of a model with labels, but %s has none. Leave it out."
        .formatted(model);
  }

  static String keepHeadConflict(String head) {
    return "head.keep (--keep-head) keeps the model's own head, but the head is to be \"%s\". Leave out one of them, or the cut."
        .formatted(head);
  }

  static String colorChanged(String model, ColorMode was, ColorMode now) {
    return "%s is for images in %s and now gets them in %s, as data.gray (--gray) says"
        .formatted(model, was.id(), now.id());
  }

  static String weightsFileNotFound(Path file) {
    return "weights: there is no file %s.".formatted(file);
  }

  static String invalidWeights(String text) {
    return "weights: \"%s\" is neither a file nor BLOCK=FILE for each tower, for instance resnet=resnet50.h5,vgg=vgg16.h5."
        .formatted(text);
  }

  static String newlyInitialized(List<String> layers) {
    return "not in the weights file, so with initial weights: " + String.join(", ", layers);
  }
}
