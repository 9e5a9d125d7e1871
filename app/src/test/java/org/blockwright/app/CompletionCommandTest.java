package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
  @TempDir private Path folder;

  @Test
  void scriptContainsSubcommandsAndOptions() {
    CommandResult ran = CommandResult.run("completion");

    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .startsWith("#!/usr/bin/env bash")
        .contains("doctor", "summary", "weights", "runs", "--batch-size", "--overwrite");
  }

  @Test
  void bashCompletesSubcommandsAndOptions() throws Exception {
    Path bash = Path.of("/bin/bash");
    assumeTrue(Files.isExecutable(bash), "no bash");
    Path script =
        Files.writeString(folder.resolve("script"), CommandResult.run("completion").out());

    assertThat(complete(bash, script, "blockwright", "su")).containsExactly("summary");
    assertThat(complete(bash, script, "blockwright", "zoo", "--js")).containsExactly("--json");
    assertThat(complete(bash, script, "blockwright", "runs", "l")).containsExactly("list");
  }

  /** Calls the completion function as bash does, with the cursor at the end of the last word. */
  private String[] complete(Path bash, Path script, String... words) throws Exception {
    Path program =
        Files.writeString(
            folder.resolve("program"),
            """
            compopt() { :; } # works only while bash completes
            . %s
            COMP_WORDS=(%s)
            COMP_CWORD=%d
            COMP_LINE="${COMP_WORDS[*]}"
            COMP_POINT=${#COMP_LINE}
            _complete_blockwright
            printf '%%s\\n' "${COMPREPLY[@]}"
            """
                .formatted(script, String.join(" ", words), words.length - 1));
    Process process =
        new ProcessBuilder(bash.toString(), program.toString()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip().split("\\s+");
  }
}
