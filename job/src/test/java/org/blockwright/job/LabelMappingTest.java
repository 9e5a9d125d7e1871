package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;

/** Class folders are matched to the labels of a model by name, never by position. */
class LabelMappingTest {
  private static LabelMapping mapping(
      List<String> modelLabels, List<String> classes, boolean keepHead) {
    return LabelMapping.of("m.zip", modelLabels, classes, keepHead);
  }

  @Test
  void usesFolderNamesIfModelHasNoLabels() {
    assertThat(mapping(List.of(), List.of("a", "b"), false))
        .isEqualTo(new LabelMapping(List.of("a", "b"), false, Optional.empty()));
  }

  @Test
  void keepsSavedLabelOrder() {
    assertThat(mapping(List.of("a", "b"), List.of("a", "b"), false))
        .isEqualTo(new LabelMapping(List.of("a", "b"), false, Optional.empty()));
    assertThat(mapping(List.of("c", "a", "b"), List.of("a", "b", "c"), false))
        .isEqualTo(
            new LabelMapping(
                List.of("c", "a", "b"),
                false,
                Optional.of("the classes are in the order of the model's labels: c, a, b")));
    assertThat(mapping(List.of("b", "a"), List.of("a", "b"), true).labels())
        .containsExactly("b", "a");
  }

  @Test
  void otherClassNamesRequireNewHead() {
    assertThat(mapping(List.of("cats", "dogs"), List.of("a_dog", "b_cat"), false))
        .isEqualTo(
            new LabelMapping(
                List.of("a_dog", "b_cat"),
                true,
                Optional.of(
                    "the classes [a_dog, b_cat] differ from the labels of the model [cats, dogs]: its head is replaced by a new one; head.keep (--keep-head) keeps it")));
    assertThat(mapping(List.of("a", "b", "c"), List.of("a", "b"), false))
        .isEqualTo(
            new LabelMapping(
                List.of("a", "b"),
                true,
                Optional.of(
                    "the classes [a, b] differ from the labels of the model [a, b, c]: its head is replaced by a new one")));
  }

  @Test
  void reportsRenamedLabelsOfKeptHead() {
    assertThat(mapping(List.of("cats", "dogs"), List.of("a_dog", "b_cat"), true))
        .isEqualTo(
            new LabelMapping(
                List.of("a_dog", "b_cat"),
                false,
                Optional.of(
                    "the head is kept and its labels are renamed: \"cats\" is now \"a_dog\", \"dogs\" is now \"b_cat\"")));
    assertThat(mapping(List.of("dog", "cat", "cow"), List.of("cat", "cow", "wolf"), true))
        .isEqualTo(
            new LabelMapping(
                List.of("wolf", "cat", "cow"),
                false,
                Optional.of(
                    "the head is kept and its labels are renamed: \"dog\" is now \"wolf\"")));
  }

  @Test
  void rejectsKeptHeadWithOtherClassCount() {
    assertThatThrownBy(() -> mapping(List.of("a", "b", "c"), List.of("x", "y"), true))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "head.keep (--keep-head) needs as many classes as the model has labels, got 2 classes [x, y] for 3 labels [a, b, c]. Remove it to train a new head.");
    assertThatThrownBy(() -> mapping(List.of(), List.of("x", "y"), true))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "head.keep (--keep-head) needs a model with labels, but m.zip has none. Remove it.");
  }
}
