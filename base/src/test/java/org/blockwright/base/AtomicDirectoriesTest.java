package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicDirectoriesTest {
  private static final String LAST = "last.txt";
  private static final Predicate<Path> ALWAYS = directory -> true;

  @TempDir Path folder;

  private static void write(Path staging, String text) throws IOException {
    Files.writeString(staging.resolve("a.txt"), text);
    Files.writeString(staging.resolve(LAST), text);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesNewEmptyAndExistingDirectory() throws IOException {
    Path target = folder.resolve("run");

    assertThat(AtomicDirectories.write(target, ALWAYS, LAST, s -> write(s, "one")))
        .isEqualTo(target);
    assertThat(target.resolve("a.txt")).hasContent("one");

    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(AtomicDirectories.write(empty, d -> false, LAST, s -> write(s, "one")))
        .isEqualTo(empty);
    assertThat(empty.resolve(LAST)).hasContent("one");

    assertThat(AtomicDirectories.write(target, ALWAYS, LAST, s -> write(s, "two")))
        .isEqualTo(target);
    assertThat(target.resolve("a.txt")).hasContent("two");
    assertThat(names()).containsExactly("empty", "run");
  }

  @Test
  void oldDirectoryIsCompleteWhileWritingAndAfterFailure() throws IOException {
    Path target = folder.resolve("run");
    AtomicDirectories.write(target, ALWAYS, LAST, s -> write(s, "one"));

    assertThatThrownBy(
            () ->
                AtomicDirectories.write(
                    target,
                    ALWAYS,
                    LAST,
                    staging -> {
                      Files.writeString(staging.resolve("a.txt"), "half");
                      assertThat(target.resolve(LAST)).hasContent("one");
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("No space left on device");

    assertThat(target.resolve("a.txt")).hasContent("one");
    assertThat(names()).containsExactly("run");
  }

  @Test
  void writesNumberedDirectoryIfTargetMustNotBeReplaced() throws IOException {
    Path target = folder.resolve("run");
    AtomicDirectories.write(target, ALWAYS, LAST, s -> write(s, "old"));

    Path written = AtomicDirectories.write(target, d -> false, LAST, s -> write(s, "new"));

    assertThat(written).isEqualTo(folder.resolve("run-1"));
    assertThat(written.resolve(LAST)).hasContent("new");
    assertThat(target.resolve(LAST)).hasContent("old");
    assertThat(names()).containsExactly("run", "run-1");
  }

  @Test
  void replacesDirectoryThatLinkPointsTo() throws IOException {
    Path real = folder.resolve("real");
    AtomicDirectories.write(real, ALWAYS, LAST, s -> write(s, "one"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);

    AtomicDirectories.write(link, ALWAYS, LAST, s -> write(s, "two"));

    assertThat(link).isSymbolicLink();
    assertThat(real.resolve("a.txt")).hasContent("two");
  }

  @Test
  void restoresCompleteOldDirectory() throws IOException {
    Path target = folder.resolve("run");
    Path old = folder.resolve(".run.1f.old");
    AtomicDirectories.write(old, ALWAYS, LAST, s -> write(s, "one"));

    assertThat(AtomicDirectories.restore(target, directory -> false)).isFalse();
    assertThat(AtomicDirectories.restore(target, ALWAYS)).isTrue();
    assertThat(target.resolve("a.txt")).hasContent("one");
    assertThat(AtomicDirectories.restore(target, ALWAYS)).isFalse();
  }
}
