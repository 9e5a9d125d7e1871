package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class ImageBatchesTest {
  private static final int COUNT = 11;
  private static final ImagePreprocessor PREPROCESSOR =
      ImagePreprocessor.of(Shape.of(8, 10, 3), Preprocessing.TORCH);
  private static final BiConsumer<Integer, DataException> STOP =
      (index, problem) -> {
        throw problem;
      };

  @TempDir Path folder;
  private List<ImageSource> images;

  @BeforeEach
  void writeImages() throws IOException {
    GeneratedImages.write(folder, COUNT, 1);
    images = IntStream.range(0, COUNT).mapToObj(i -> ImageSource.of(file(i))).toList();
  }

  private Path file(int index) {
    return folder.resolve(index + ".png");
  }

  private void damage(int... indices) throws IOException {
    for (int index : indices) {
      Files.write(file(index), GeneratedImages.damagedPng());
    }
  }

  private ImageBatches batches(
      int batchSize, int threads, BiConsumer<Integer, DataException> stop) {
    return new ImageBatches(images, PREPROCESSOR, batchSize, threads, stop);
  }

  private static List<ImageBatch> all(ImageBatches batches) {
    List<ImageBatch> all = new ArrayList<>();
    while (batches.hasNext()) {
      all.add(batches.next());
    }
    return all;
  }

  /** Requires that each row has exactly the values of its image. */
  private void assertHasImages(ImageBatch batch, Integer... indices) {
    assertThat(batch.indices()).containsExactly(indices);
    assertThat(batch.images().shape()).containsExactly(indices.length, 3, 8, 10);
    assertThat(batch.images().length()).isEqualTo(batch.images().data().length());
    for (int row = 0; row < indices.length; row++) {
      INDArray values = batch.images().slice(row).dup('c');
      assertThat(values.data().asFloat()).containsExactly(PREPROCESSOR.read(file(indices[row])));
    }
  }

  @Test
  void loadsImagesInOrder() {
    for (int threads : new int[] {1, 4}) {
      try (ImageBatches batches = batches(4, threads, STOP)) {
        List<ImageBatch> all = all(batches);

        assertThat(all).hasSize(3);
        assertHasImages(all.get(0), 0, 1, 2, 3);
        assertHasImages(all.get(1), 4, 5, 6, 7);
        assertHasImages(all.get(2), 8, 9, 10);
        assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
      }
    }
  }

  @Test
  void reportsImagesThatCannotBeDecodedAndFillsTheirPlaces() throws IOException {
    damage(1, 9);
    List<String> problems = new ArrayList<>();

    try (ImageBatches batches =
        batches(3, 2, (index, problem) -> problems.add(index + " " + problem.getMessage()))) {
      List<ImageBatch> all = all(batches);

      assertThat(all).hasSize(3);
      assertHasImages(all.get(0), 0, 2, 3);
      assertHasImages(all.get(1), 4, 5, 6);
      assertHasImages(all.get(2), 7, 8, 10);
    }
    assertThat(problems)
        .containsExactly(
            "1 %s cannot be decoded: the PNG is damaged: its pixels cannot be decoded. Copy it again from its source, or remove it."
                .formatted(file(1)),
            "9 %s cannot be decoded: the PNG is damaged: its pixels cannot be decoded. Copy it again from its source, or remove it."
                .formatted(file(9)));
  }

  @Test
  void stopsAtFirstProblemInOrder() throws IOException {
    damage(6, 8);

    try (ImageBatches batches = batches(4, 4, STOP)) {
      assertHasImages(batches.next(), 0, 1, 2, 3);
      assertThatThrownBy(batches::next)
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(file(6) + " cannot be decoded");
    }
  }

  @Test
  void hasNoBatchesWithoutImages() throws IOException {
    damage(IntStream.range(0, COUNT).toArray());
    List<Integer> problems = new ArrayList<>();
    try (ImageBatches batches = batches(4, 2, (index, problem) -> problems.add(index))) {
      assertThat(batches.hasNext()).isFalse();
    }
    assertThat(problems).hasSize(COUNT);
    try (ImageBatches none = new ImageBatches(List.of(), PREPROCESSOR, 4, 2, STOP)) {
      assertThat(none.hasNext()).isFalse();
    }
  }

  @Test
  void closingStopsLoading() throws InterruptedException {
    Thread loader;
    try (ImageBatches batches = batches(2, 1, STOP)) {
      batches.next().close();
      loader =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().startsWith("image-loader"))
              .findFirst()
              .orElseThrow();
    }
    loader.join(10_000);
    assertThat(loader.isAlive()).isFalse();
  }

  @Test
  void removesRows() {
    try (ImageBatches batches = batches(5, 2, STOP);
        ImageBatch batch = batches.next();
        ImageBatch rest = batch.without(List.of(0, 3))) {
      assertHasImages(rest, 1, 2, 4);
      assertHasImages(batch, 0, 1, 2, 3, 4);
    }
  }

  @Test
  void closingABatchFreesItsMemory() {
    try (ImageBatches batches = batches(5, 2, STOP)) {
      ImageBatch batch = batches.next();
      batch.close();
      batch.close();

      assertThatThrownBy(batch::images).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void rejectsSettingsBelowOne() {
    assertThatThrownBy(() -> batches(0, 1, STOP))
        .isInstanceOf(UsageException.class)
        .hasMessage("The batch size must be at least 1, got 0.");
    assertThatThrownBy(() -> batches(1, 0, STOP))
        .isInstanceOf(UsageException.class)
        .hasMessage("The number of threads must be at least 1, got 0.");
  }
}
