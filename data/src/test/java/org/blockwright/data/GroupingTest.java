package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;

class GroupingTest {

  @Test
  void matchesAnywhereInFileName() {
    Grouping patients = Grouping.byFileName("(\\d{8})_");

    assertThat(patients.groupOf("x00001234_001.jpg")).hasValue("00001234");
    assertThat(patients.groupOf("lung.jpg")).isEmpty();
  }

  @Test
  void emptyMatchIsNoGroup() {
    assertThat(Grouping.byFileName("(p\\d+)?_").groupOf("_1.jpg")).isEmpty();
    assertThat(Grouping.byFileName("^(\\d*)").groupOf("a.jpg")).isEmpty();
  }

  @Test
  void rejectsInvalidPattern() {
    assertThatThrownBy(() -> Grouping.byFileName("^(\\d{8}_"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The group pattern \"^(\\d{8}_\" is not a valid regular expression:"
                + " Unclosed group near character 9.");
  }

  @Test
  void requiresExactlyOneCapturingGroup() {
    assertThatThrownBy(() -> Grouping.byFileName("^\\d{8}_"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The group pattern \"^\\d{8}_\" has no capturing groups; it must have exactly one, as in"
                + " \"^(\\d{8})_\".");
    assertThatThrownBy(() -> Grouping.byFileName("(a)(b)")).hasMessageContaining("has 2 capturing");
  }
}
