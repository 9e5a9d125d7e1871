package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Fences work in every Markdown renderer: only the language follows the back ticks, and no blanks
 * precede them. Python-Markdown renders other fences as text.
 */
class PlainCodeBlocksTest {
  private static final Set<String> LANGUAGES =
      Set.of("java", "sh", "text", "yaml", "json", "xml", "kotlin", "python");

  @TestFactory
  Stream<DynamicTest> fencesHaveOnlyTheLanguage() {
    return Page.all().stream().map(page -> DynamicTest.dynamicTest(page.name(), () -> check(page)));
  }

  private static void check(Page page) {
    assertThat(page.codeBlocks()).extracting(block -> block.info().get(0)).isSubsetOf(LANGUAGES);
    assertThat(page.lines())
        .filteredOn(line -> line.contains("```") && !line.startsWith("```"))
        .isEmpty();
  }
}
