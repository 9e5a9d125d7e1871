package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The main job in Java is short, and means the same as the job file on its page. */
class GettingStartedTest {
  private static final String PAGE = "docs/getting-started.md";
  private static final int MAX_LINES = 15;

  private static String snippet() {
    return Page.of(PAGE).codeBlocks().stream()
        .filter(block -> block.hasLanguage("java"))
        .map(CodeBlock::text)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void mainJobHasAtMostFifteenLines() {
    assertThat(snippet().lines().filter(line -> !line.isBlank() && !line.startsWith("import ")))
        .hasSizeLessThanOrEqualTo(MAX_LINES);
  }

  @Test
  void mainJobMeansTheSameAsItsFile() throws Exception {
    String build = snippet().replaceFirst("(?s)try \\(JobResult .*", "");
    String print = "System.out.println(job.settings().toMap());\n";

    assertThat(PageProgram.run("getting_started_job", List.of(build + print)).get(0).strip())
        .isEqualTo(Pages.job(PAGE).toMap().toString());
  }
}
