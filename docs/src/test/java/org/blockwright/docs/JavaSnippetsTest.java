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

/**
 * Every Java snippet compiles, runs and prints the output shown on its page, except code for other
 * libraries, marked {@code <!-- not-run -->}.
 */
class JavaSnippetsTest {
  private static final String OUTPUT = "output";

  @TestFactory
  Stream<DynamicTest> snippetsRunAndPrintTheShownOutput() {
    return Page.all().stream()
        .filter(page -> page.codeBlocks().stream().anyMatch(CodeBlock::isRunnableJava))
        .map(page -> DynamicTest.dynamicTest(page.name(), () -> check(page)));
  }

  @Test
  void pagesContainJava() {
    assertThat(Page.codeBlocks("java").map(CodeBlock::page)).contains("README.md");
  }

  private static void check(Page page) throws Exception {
    List<String> snippets = new ArrayList<>();
    Map<Integer, CodeBlock> outputs = new LinkedHashMap<>();
    for (CodeBlock block : page.codeBlocks()) {
      if (block.isRunnableJava()) {
        snippets.add(block.text());
      } else if (block.hasLanguage("text") && block.kind().equals(OUTPUT)) {
        outputs.put(snippets.size() - 1, block);
      }
    }
    Sandbox.prepare(page);

    String name = page.file().getFileName().toString().replaceAll("\\W", "_");
    Map<Integer, String> printed = PageProgram.run(name, snippets);

    outputs.forEach(
        (number, block) ->
            assertThat(trimmed(printed.get(number)))
                .as("output of the snippet above %s", block.location())
                .isEqualTo(trimmed(block.text())));
  }

  /** Removes trailing blanks of lines. */
  private static String trimmed(String text) {
    return text.lines().map(String::stripTrailing).collect(Collectors.joining("\n")).strip();
  }
}
