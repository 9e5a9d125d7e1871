package org.blockwright.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTest {

  @Test
  void escapesText() {
    assertThat(new Html().element("p.note", "a<b>&'\""))
        .hasToString("<p class=\"note\">a&lt;b&gt;&amp;&#39;&quot;</p>\n");
  }

  /** Unicode's symbols for control characters start at U+2400. */
  @Test
  void replacesControlCharactersBySymbols() {
    assertThat(Html.escape("a\u0000b\u001bc\u007fd\ne")).isEqualTo("a\u2400b\u241bc\u2421d\ne");
  }

  @Test
  void formatsDurations() {
    assertThat(RunPart.duration(3.21)).isEqualTo("3.2 s");
    assertThat(RunPart.duration(59.96)).isEqualTo("1 min 0 s");
    assertThat(RunPart.duration(211)).isEqualTo("3 min 31 s");
    assertThat(RunPart.duration(7384)).isEqualTo("2 h 3 min");
  }
}
