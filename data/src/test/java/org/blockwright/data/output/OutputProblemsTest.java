package org.blockwright.data.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OutputProblemsTest {
  private static final Path OUT = Path.of("out");

  @Test
  void messages() {
    assertThat(OutputProblems.outputInSource(OUT, Path.of("source")))
        .hasMessage(
            "The output out lies in the source source, which is never changed. Choose another folder.");
    assertThat(OutputProblems.notReplaced(OUT, "it is not a folder"))
        .hasMessage("out is not replaced: it is not a folder. Choose another folder.");
    assertThat(OutputProblems.otherDataset(OUT))
        .hasMessage(
            "out was made from other images or settings, or was changed since then. Choose another folder, or replace it with --overwrite.");
    assertThat(OutputProblems.otherRun(OUT))
        .hasMessage("Another process is writing out. Wait for it, or choose another folder.");
  }
}
