package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;

class GroupingTest {

  @Test
  void the_capturing_group_is_found_anywhere_in_the_name() {
    Grouping patients = Grouping.byFileName("(\\d{8})_");

    assertThat(patients.groupOf("x00001234_001.jpg")).hasValue("00001234");
    assertThat(patients.groupOf("lung.jpg")).isEmpty();
  }

  @Test
  void a_group_that_takes_no_part_or_is_empty_is_none() {
    assertThat(Grouping.byFileName("(p\\d+)?_").groupOf("_1.jpg")).isEmpty();
    assertThat(Grouping.byFileName("^(\\d*)").groupOf("a.jpg")).isEmpty();
  }

  @Test
  void a_pattern_that_is_none_is_refused() {
    assertThatThrownBy(() -> Grouping.byFileName("^(\\d{8}_"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The group pattern \"^(\\d{8}_\" is no regular expression:"
                + " Unclosed group near character 9.");
  }

  @Test
  void a_pattern_needs_exactly_one_capturing_group() {
    assertThatThrownBy(() -> Grouping.byFileName("^\\d{8}_"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The group pattern \"^\\d{8}_\" has no capturing groups; it needs exactly one, as in"
                + " \"^(\\d{8})_\".");
    assertThatThrownBy(() -> Grouping.byFileName("(a)(b)")).hasMessageContaining("has 2 capturing");
  }
}
