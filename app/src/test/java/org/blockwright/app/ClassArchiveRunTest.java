package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveRunTest {
  @TempDir Path folder;

  /** The start script creates no archive otherwise. */
  @Test
  void allCommandsSucceed() throws IOException {
    assertThat(ClassArchiveRun.runCommands(folder)).isZero();
    assertThat(folder.resolve("model.zip")).exists();
  }
}
