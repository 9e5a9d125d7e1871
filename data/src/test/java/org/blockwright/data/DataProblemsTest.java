package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Path;
import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;

/** The wordings that no other test pins. */
class DataProblemsTest {
  private static final Path SET = Path.of("set");

  @Test
  void a_folder_that_cannot_be_read() {
    assertThat(DataProblems.unreadable(SET, new AccessDeniedException("set")))
        .hasMessage("set cannot be read: permission denied.");
    assertThat(DataProblems.unreadable(SET, new IOException("it is on fire")))
        .hasMessage("set cannot be read: it is on fire.");
  }

  @Test
  void reasonsOfAFolderWalk() {
    assertThat(FolderWalk.reason(new AccessDeniedException("a"))).isEqualTo("permission denied");
    assertThat(FolderWalk.reason(new FileSystemLoopException("a")))
        .isEqualTo("it is a link that leads back to a folder above it");
    assertThat(FolderWalk.reason(new IOException("it is on fire")))
        .isEqualTo("the disk says it is on fire");
  }

  @Test
  void several_files_left_out() {
    assertThat(
            DataProblems.skippedFiles(
                List.of(new SkippedFile("a/1", "x"), new SkippedFile("a/2", "y"))))
        .isEqualTo("2 files are left out as no pictures, for instance a/1: x.");
  }

  @Test
  void nothing_left() {
    assertThat(DataProblems.noDecodableImages(SET, List.of(new SkippedFile("a/1", "x"))))
        .hasMessage("None of the pictures of set can be decoded, for instance a/1: x.");
  }

  @Test
  void not_enough_memory() {
    assertThat(DataProblems.outOfMemory("a/1", new OutOfMemoryError("Java heap space")))
        .hasMessage(
            "There is not enough memory to prepare a/1: Java heap space."
                + " Give more memory, or use fewer threads or a smaller batch.");
  }

  @Test
  void what_nobody_expected() {
    assertThat(DataProblems.unexpected(new IllegalStateException("odd")))
        .hasMessage("A picture could not be prepared: java.lang.IllegalStateException: odd.");
  }

  @Test
  void interrupted() {
    assertThat(DataProblems.interrupted()).hasMessage("Reading pictures was interrupted.");
  }

  @Test
  void batches_need_samples_a_size_and_a_thread() {
    Dataset none =
        new Dataset(
            SET,
            ImmutableList.of("a", "b"),
            ImmutableList.of(),
            ImmutableList.of(),
            ImmutableList.of());
    Dataset one =
        new Dataset(
            SET,
            ImmutableList.of("a", "b"),
            ImmutableList.of(new Sample(SET, "a/1", 0, "a/1")),
            ImmutableList.of(),
            ImmutableList.of());
    ImagePreprocessor reader = ImagePreprocessor.of(Shape.of(8, 8, 3), Preprocessing.TF);

    assertThatThrownBy(() -> Batches.inOrder(none, reader, 4, 1).close())
        .hasMessage("This part of set has no pictures. Use other ratios, or add pictures.");
    assertThatThrownBy(() -> Batches.shuffled(one, reader, Augmentation.none(), 1, 0, 1).close())
        .isInstanceOf(UsageException.class)
        .hasMessage("A batch needs at least 1 picture, got 0.");
    assertThatThrownBy(() -> Batches.inOrder(one, reader, 4, 0).close())
        .isInstanceOf(UsageException.class)
        .hasMessage("Reading needs at least 1 thread, got 0.");
  }
}
