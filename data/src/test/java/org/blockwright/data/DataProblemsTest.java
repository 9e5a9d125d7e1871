package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;

/** The messages that no other test covers. */
class DataProblemsTest {
  private static final Path ROOT = Path.of("set");

  @Test
  void unreadableFolder() {
    assertThat(DataProblems.unreadable(ROOT, new AccessDeniedException("set")))
        .hasMessage("set cannot be read: permission denied.");
    assertThat(DataProblems.unreadable(ROOT, new IOException("it is on fire")))
        .hasMessage("set cannot be read: it is on fire.");
  }

  @Test
  void reasonsForSkippedEntries() {
    assertThat(FolderWalk.reason(new AccessDeniedException("a"))).isEqualTo("permission denied");
    assertThat(FolderWalk.reason(new FileSystemLoopException("a")))
        .isEqualTo("it is a link to one of its parent folders");
    assertThat(FolderWalk.reason(new IOException("it is on fire")))
        .isEqualTo("read error: it is on fire");
  }

  @Test
  void severalSkippedFiles() {
    assertThat(
            DataProblems.skippedFiles(
                List.of(new SkippedFile("a/1", "x"), new SkippedFile("a/2", "y"))))
        .isEqualTo("2 files are skipped, for example a/1: x.");
  }

  @Test
  void noDecodableImages() {
    assertThat(DataProblems.noDecodableImages("set", List.of(new SkippedFile("a/1", "x"))))
        .hasMessage("None of the images in set can be decoded, for example a/1: x.");
  }

  @Test
  void outOfMemory() {
    assertThat(DataProblems.outOfMemory("a/1", new OutOfMemoryError("Java heap space")))
        .hasMessage(
            "There is not enough memory to load a/1: Java heap space."
                + " Give more memory, or use fewer threads or a smaller batch.");
  }

  @Test
  void unexpectedException() {
    assertThat(DataProblems.unexpected(new IllegalStateException("broken")))
        .hasMessage("An image could not be loaded: java.lang.IllegalStateException: broken.");
  }

  @Test
  void interrupted() {
    assertThat(DataProblems.interrupted()).hasMessage("Loading images was interrupted.");
  }

  @Test
  void batchesRequireSamplesBatchSizeAndThreads() {
    Dataset empty =
        new Dataset(
            Optional.of(ROOT),
            ImmutableList.of(Targets.ofClasses(List.of("a", "b"))),
            ImmutableList.of(),
            ImmutableList.of(),
            ImmutableList.of());
    Dataset one =
        new Dataset(
            Optional.of(ROOT),
            ImmutableList.of(Targets.ofClasses(List.of("a", "b"))),
            ImmutableList.of(new Sample(ImageSource.of(ROOT), "a/1", 0, "a/1", "")),
            ImmutableList.of(),
            ImmutableList.of());
    ImagePreprocessor preprocessor = ImagePreprocessor.of(Shape.of(8, 8, 3), Preprocessing.TF);

    assertThatThrownBy(() -> Batches.inOrder(empty, preprocessor, 4, 1).close())
        .hasMessage("This subset of set has no images. Use other ratios, or add images.");
    assertThatThrownBy(
            () -> Batches.shuffled(one, preprocessor, Augmentation.none(), 1, 0, 1).close())
        .isInstanceOf(UsageException.class)
        .hasMessage("The batch size must be at least 1, got 0.");
    assertThatThrownBy(() -> Batches.inOrder(one, preprocessor, 4, 0).close())
        .isInstanceOf(UsageException.class)
        .hasMessage("The number of threads must be at least 1, got 0.");
  }

  @Test
  void aClassFolderThatCannotBeReadIsNamedWithTheReason() {
    assertThatThrownBy(
            () -> {
              throw DataProblems.emptyClass(
                  Path.of("set"),
                  "cats",
                  List.of(
                      new SkippedFile("cats", "permission denied"),
                      new SkippedFile("cats-old/1.png", "the file is empty")));
            })
        .hasMessage(
            "Class \"cats\" of set has no images: 1 file is skipped, for example cats (permission"
                + " denied). Add images, or remove the folder.");
  }
}
