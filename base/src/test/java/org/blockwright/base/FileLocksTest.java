package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLocksTest {
  @TempDir Path folder;

  private FileChannel open() throws IOException {
    return FileChannel.open(
        folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  @Test
  void aFileIsLockedUntilItsChannelIsClosed() throws IOException {
    try (FileChannel second = open()) {
      try (FileChannel first = open()) {
        assertThat(FileLocks.tryLock(first)).isTrue();
        assertThat(FileLocks.tryLock(second)).isFalse();
      }

      assertThat(FileLocks.tryLock(second)).isTrue();
    }
  }
}
