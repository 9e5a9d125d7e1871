package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every Java snippet compiles and runs, and prints what the page says. */
class JavaSnippetsTest {
  private static final String OUTPUT = "output";

  @TestFactory
  Stream<DynamicTest> theJavaOfAPageRunsAndPrintsWhatThePageSays() {
    return Page.all().stream()
        .filter(page -> page.codeBlocks().stream().anyMatch(fence -> fence.hasLanguage("java")))
        .map(page -> DynamicTest.dynamicTest(page.name(), () -> check(page)));
  }

  @Test
  void somePagesHaveJava() {
    assertThat(Page.codeBlocks("java").map(CodeBlock::page)).contains("README.md");
  }

  private static void check(Page page) throws Exception {
    List<String> snippets = new ArrayList<>();
    Map<Integer, CodeBlock> outputs = new LinkedHashMap<>();
    for (CodeBlock fence : page.codeBlocks()) {
      if (fence.hasLanguage("java")) {
        snippets.add(fence.text());
      } else if (fence.hasLanguage("text") && fence.kind().equals(OUTPUT)) {
        outputs.put(snippets.size() - 1, fence);
      }
    }
    Sandbox.prepare(page);

    String name = page.file().getFileName().toString().replaceAll("\\W", "_");
    Map<Integer, String> printed = PageProgram.run(name, snippets);

    outputs.forEach(
        (number, fence) ->
            assertThat(trimmed(printed.get(number)))
                .as("what is printed above %s", fence.location())
                .isEqualTo(trimmed(fence.text())));
  }

  /** Without blanks at the ends of lines, which nobody sees. */
  private static String trimmed(String text) {
    return text.lines().map(String::stripTrailing).collect(Collectors.joining("\n")).strip();
  }
}
