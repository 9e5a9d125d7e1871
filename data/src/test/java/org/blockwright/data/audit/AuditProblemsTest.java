package org.blockwright.data.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.blockwright.data.SkippedFile;
import org.junit.jupiter.api.Test;

class AuditProblemsTest {
  private static final LeakCheck LEAK =
      new LeakCheck(
          LeakCheck.Verdict.LEAK,
          3,
          new LeakScore(0.836, 0.812, 0.859),
          new LeakScore(0.776, 0.746, 0.805),
          new LeakScore(0.646, 0.608, 0.68),
          ImmutableMap.of("a", 0.9, "b", Double.NaN),
          ImmutableMap.of(Cue.ASPECT, 0.653, Cue.CHANNELS, 0.648),
          false,
          ImmutableMap.of());

  private static DuplicatePair pair(String subset, String otherClass) {
    return new DuplicatePair(
        DuplicatePair.Kind.NEAR,
        new ImageEntry(subset, "a.png", "cat", "1"),
        new ImageEntry("", "b.png", otherClass, "2"),
        2,
        0.93);
  }

  private static ClassSummary summary(String name, int images, int color) {
    return new ClassSummary(name, images, images, images, color, 0, 8, 9, 0, 1.5);
  }

  private static void assertText(Finding finding, String expected) {
    assertThat(finding).hasToString(expected);
  }

  @Test
  void duplicates() {
    assertText(
        AuditProblems.duplicates(List.of(pair("", "cat")), false),
        "warning: 1 pair of duplicates, for example a.png and b.png. Remove one of each, or give them the same group.");
    assertText(
        AuditProblems.duplicates(List.of(pair("", "cat"), pair("", "cat")), true),
        "warning: 2 pairs of duplicates within a subset, for example a.png and b.png. Remove one of each, or give them the same group.");
    assertText(
        AuditProblems.labelConflicts(List.of(pair("", "dog"), pair("", "dog"))),
        "error: 2 pairs of duplicates have different classes, for example a.png (cat) and b.png (dog). Correct the class of one of them, or remove both.");
    assertText(
        AuditProblems.duplicatesAcrossSubsets(List.of(pair("test", "cat"), pair("test", "cat"))),
        "error: 2 pairs of duplicates are in different subsets, for example test: a.png and b.png. Remove one of each, so that no model is evaluated on images that it was trained on.");
  }

  @Test
  void groups() {
    GroupConflict patient = new GroupConflict("p1", ImmutableList.of("test", "training"));

    assertText(
        AuditProblems.groupsInSeveralSubsets(List.of(patient, patient)),
        "error: 2 groups are in several subsets, for example p1 (test, training), p1 (test, training). Split by group, so that the results hold for new groups.");
    assertText(
        AuditProblems.groupsInSeveralClasses(List.of(patient)),
        "note: 1 group is in several classes, for example p1 (test, training). A split by group keeps them together.");
    assertText(
        AuditProblems.ungrouped(1234),
        "note: Every one of the 1,234 images is its own group. If several show the same patient or object, use --group-by, or a column \"group\".");
  }

  @Test
  void classes() {
    assertText(
        AuditProblems.imbalance(summary("a", 1050, 0), summary("b", 300, 0)),
        "warning: Class \"a\" has 1,050 images, 3.5 times as many as \"b\" with 300. Accuracy hides errors of small classes: look at the recall of each class.");
    assertText(
        AuditProblems.storedChannels(summary("a", 10, 9), summary("b", 20, 1)),
        "warning: 9 of 10 images of \"a\" are stored in color, but 1 of 20 of \"b\": the channels alone tell the classes apart. Convert all images to grayscale, for instance with --gray.");
    assertText(
        AuditProblems.unreadable(List.of(new SkippedFile("a/x.jpg", "truncated"))),
        "warning: 1 file cannot be used, for example a/x.jpg (truncated).");
  }

  @Test
  void leaks() {
    assertText(
        AuditProblems.leak(LEAK),
        "error: Size, color and brightness alone tell the 3 classes apart with a balanced accuracy of 0.836 [0.812, 0.859]; guessing has 0.333. Best cues: aspect 0.653, channels 0.648. A model may learn them instead of the content; compare its results with this figure.");
    assertText(
        AuditProblems.noLeak(LEAK),
        "note: Size, color and brightness alone tell the 3 classes apart with a balanced accuracy of 0.836 [0.812, 0.859]; guessing has 0.333. No leak.");
    assertText(
        AuditProblems.undecided(LEAK),
        "note: Whether size, color and brightness alone tell the classes apart is undecided: a class has fewer than 30 groups. Balanced accuracy: 0.836 [0.812, 0.859].");
    assertText(
        AuditProblems.noLeakOfSmallImages(LEAK),
        "note: Size, color and brightness alone tell the 3 classes apart with a balanced accuracy of 0.836 [0.812, 0.859]; guessing has 0.333. In images of less than 64 pixels brightness is mostly content: no leak.");
    assertThat(AuditProblems.noImages("set")).hasMessage("set has no image that can be decoded.");
  }

  @Test
  void omissions() {
    assertText(
        AuditProblems.omission(AuditProblems.sampled(2000, 10_000)),
        "note: The pixels of 2,000 of 10,000 images were examined, a random sample: near duplicates are incomplete, and the leak check uses the sample. \"blockwright data audit\" or \"audit: full\" examines all.");
    assertThat(AuditProblems.manyClasses(100, 50))
        .isEqualTo(
            "The leak check was skipped, since there are 100 classes, more than 50. \"blockwright data audit\" or \"audit: full\" includes it.");
  }
}
