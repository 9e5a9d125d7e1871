package org.blockwright.data.audit;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.blockwright.base.DataException;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.audit.Finding.Kind;
import org.blockwright.data.audit.Finding.Severity;

/** All texts of findings. */
final class AuditProblems {
  private static final int SHOWN = 3;

  private AuditProblems() {}

  static DataException noImages(String name) {
    return new DataException("%s has no image that can be decoded.".formatted(name));
  }

  static Finding unreadable(List<SkippedFile> files) {
    SkippedFile first = files.get(0);
    return warning(
        Kind.UNREADABLE,
        "%s cannot be used, for example %s (%s)."
            .formatted(count(files.size(), "file"), first.key(), first.reason()));
  }

  static Finding labelConflicts(List<DuplicatePair> pairs) {
    DuplicatePair first = pairs.get(0);
    return error(
        Kind.LABEL_CONFLICTS,
        "%s of duplicates %s different classes, for example %s (%s) and %s (%s). Correct the class of one of them, or remove both."
            .formatted(
                count(pairs.size(), "pair"),
                pairs.size() == 1 ? "has" : "have",
                first.first(),
                first.first().className(),
                first.second(),
                first.second().className()));
  }

  static Finding duplicatesAcrossSubsets(List<DuplicatePair> pairs) {
    return error(
        Kind.SHARED_IMAGES,
        "%s of duplicates %s in different subsets, for example %s and %s. Remove one of each, so that no model is evaluated on images that it was trained on."
            .formatted(
                count(pairs.size(), "pair"),
                pairs.size() == 1 ? "is" : "are",
                pairs.get(0).first(),
                pairs.get(0).second()));
  }

  static Finding duplicates(List<DuplicatePair> pairs, boolean severalSubsets) {
    return warning(
        Kind.DUPLICATES,
        "%s of duplicates%s, for example %s and %s. Remove one of each, or give them the same group."
            .formatted(
                count(pairs.size(), "pair"),
                severalSubsets ? " within a subset" : "",
                pairs.get(0).first(),
                pairs.get(0).second()));
  }

  static Finding groupsInSeveralSubsets(List<GroupConflict> groups) {
    return error(
        Kind.SHARED_GROUPS,
        "%s in several subsets, for example %s. Split by group, so that the results hold for new groups."
            .formatted(are(groups.size(), "group"), examples(groups)));
  }

  static Finding groupsInSeveralClasses(List<GroupConflict> groups) {
    return note(
        Kind.GROUPS,
        "%s in several classes, for example %s. A split by group keeps them together."
            .formatted(are(groups.size(), "group"), examples(groups)));
  }

  static Finding ungrouped(int images) {
    return note(
        Kind.GROUPS,
        "Every one of the %s images is its own group. If several show the same patient or object, use --group-by, or a column \"group\"."
            .formatted(number(images)));
  }

  static Finding imbalance(ClassSummary largest, ClassSummary smallest) {
    return warning(
        Kind.IMBALANCE,
        "Class \"%s\" has %s images, %s times as many as \"%s\" with %s. Accuracy hides errors of small classes: look at the recall of each class."
            .formatted(
                largest.name(),
                number(largest.images()),
                decimal("%.1f", (double) largest.images() / smallest.images()),
                smallest.name(),
                number(smallest.images())));
  }

  static Finding storedChannels(ClassSummary color, ClassSummary gray) {
    return warning(
        Kind.CHANNELS,
        "%s of %s images of \"%s\" are stored in color, but %s of %s of \"%s\": the channels alone tell the classes apart. Convert all images to grayscale, for instance with --gray."
            .formatted(
                number(color.color()),
                number(color.examined()),
                color.name(),
                number(gray.color()),
                number(gray.examined()),
                gray.name()));
  }

  static Finding leak(LeakCheck check) {
    return error(
        Kind.LEAK,
        "Size, color and brightness alone tell the %s classes apart with a balanced accuracy of %s; guessing has %s. Best cues: %s. A model may learn them instead of the content; compare its results with this figure."
            .formatted(
                check.classes(),
                score(check.all()),
                decimal("%.3f", 1.0 / check.classes()),
                best(check)));
  }

  static Finding noLeak(LeakCheck check) {
    return note(
        Kind.LEAK,
        "Size, color and brightness alone tell the %s classes apart with a balanced accuracy of %s; guessing has %s. No leak."
            .formatted(
                check.classes(), score(check.all()), decimal("%.3f", 1.0 / check.classes())));
  }

  /** Small images are filled by their object, so that the frame is content as well. */
  static Finding noLeakOfSmallImages(LeakCheck check) {
    return note(
        Kind.LEAK,
        "Size, color and brightness alone tell the %s classes apart with a balanced accuracy of %s; guessing has %s. In images of less than %s pixels brightness is mostly content: no leak."
            .formatted(
                check.classes(),
                score(check.all()),
                decimal("%.3f", 1.0 / check.classes()),
                LeakCheck.SMALL_SIDE));
  }

  static Finding omission(String text) {
    return note(Kind.OMISSION, text);
  }

  /** Not a finding by itself: what {@link Audit} left out of a large dataset. */
  static String sampled(int examined, int images) {
    return "The pixels of %s of %s images were examined, a random sample: near duplicates are incomplete, and the leak check uses the sample. \"blockwright data audit\" or \"audit: full\" examines all."
        .formatted(number(examined), number(images));
  }

  static String manyClasses(int classes, int limit) {
    return "The leak check was skipped, since there are %s classes, more than %s. \"blockwright data audit\" or \"audit: full\" includes it."
        .formatted(number(classes), number(limit));
  }

  static Finding undecided(LeakCheck check) {
    return note(
        Kind.LEAK,
        "Whether size, color and brightness alone tell the classes apart is undecided: a class has fewer than %s groups. Balanced accuracy: %s."
            .formatted(LeakCheck.MIN_GROUPS, score(check.all())));
  }

  static String score(LeakScore score) {
    return "%s [%s, %s]"
        .formatted(
            decimal("%.3f", score.balancedAccuracy()),
            decimal("%.3f", score.low()),
            decimal("%.3f", score.high()));
  }

  static String best(LeakCheck check) {
    return check.best(5).stream()
        .map(cue -> "%s %s".formatted(cue.key(), decimal("%.3f", check.single().get(cue))))
        .collect(Collectors.joining(", "));
  }

  private static String examples(List<GroupConflict> groups) {
    return groups.stream()
        .limit(SHOWN)
        .map(group -> "%s (%s)".formatted(group.group(), String.join(", ", group.places())))
        .collect(Collectors.joining(", "));
  }

  private static String are(int count, String noun) {
    return count == 1 ? "1 " + noun + " is" : "%s %ss are".formatted(number(count), noun);
  }

  static String count(int count, String noun) {
    return count == 1 ? "1 " + noun : "%s %ss".formatted(number(count), noun);
  }

  /** Formats a whole number with commas. */
  static String number(int value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Formats a number; {@code n/a} for NaN. */
  static String decimal(String format, double value) {
    return Double.isNaN(value) ? "n/a" : String.format(Locale.ROOT, format, value);
  }

  private static Finding error(Kind kind, String text) {
    return new Finding(kind, Severity.ERROR, text);
  }

  private static Finding warning(Kind kind, String text) {
    return new Finding(kind, Severity.WARNING, text);
  }

  private static Finding note(Kind kind, String text) {
    return new Finding(kind, Severity.NOTE, text);
  }
}
