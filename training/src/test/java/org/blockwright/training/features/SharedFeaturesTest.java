package org.blockwright.training.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.training.TinyImages;
import org.blockwright.training.TinyTraining;
import org.blockwright.training.TinyTraining.RecordingProgress;
import org.blockwright.training.features.FeatureCache.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features in a directory, which other caches read, as those of other processes. */
class SharedFeaturesTest {
  private static final Limits IN_MEMORY = new Limits(1 << 20, 1 << 20);
  private static final Limits IN_FILES = new Limits(0, 1 << 20);

  @TempDir Path folder;
  private Path directory;
  private Dataset images;

  @BeforeEach
  void writeImages() {
    images = TinyImages.write(folder.resolve("images"), 8);
    directory = folder.resolve("features");
  }

  /** What a training has computed and learned. */
  private record Run(List<String> started, TinyTraining.Result result) {
    long computed() {
      return started.stream().filter(task -> task.startsWith("caching features")).count();
    }
  }

  private Run train(FeatureCache cache) {
    RecordingProgress progress = new RecordingProgress();
    try (cache) {
      TinyTraining.Result result =
          TinyTraining.train(
              TinyTraining.trainer()
                  .epochs(2)
                  .learningRateMultipliers(
                      LearningRateMultipliers.uniform().freeze("a").freeze("b"))
                  .featureCache(cache)
                  .progress(progress),
              images);
      return new Run(progress.started, result);
    }
  }

  private Run trainShared(Limits limits) {
    return train(FeatureCache.sharedIn(directory, limits));
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }

  private void deleteImages() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("images"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void assertEqualWeights(Run run, Run other) {
    other
        .result()
        .weights()
        .forEach((name, values) -> assertThat(run.result().weights().get(name)).isEqualTo(values));
  }

  @Test
  void laterCacheDecodesNoImageAndTrainsTheSame() throws IOException {
    for (Limits limits : List.of(IN_MEMORY, IN_FILES)) {
      Run alone = train(new FeatureCache(limits));
      Run first = trainShared(limits);
      assertThat(first.computed()).isEqualTo(2);
      deleteImages();

      Run later = trainShared(limits);

      assertThat(later.computed()).isZero();
      assertEqualWeights(first, alone);
      assertEqualWeights(later, alone);
      FeatureCache.deleteFiles(directory);
      writeImages();
    }
  }

  @Test
  void incompleteFilesAreNotUsed() throws IOException {
    Run first = trainShared(IN_MEMORY);
    List<Path> complete = files(".features");
    for (Path file : complete) {
      byte[] rows = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(rows, rows.length - 4));
      // A process that was killed leaves this one.
      Files.write(
          directory.resolve(file.getFileName().toString().replace(".features", ".partial")), rows);
    }

    Run later = trainShared(IN_MEMORY);

    assertThat(complete).hasSize(2);
    assertThat(later.computed()).isEqualTo(2);
    assertThat(files(".partial")).isEmpty();
    assertEqualWeights(later, first);
  }

  @Test
  void oneOfSeveralTrainingsComputes() {
    List<CompletableFuture<Run>> running =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> trainShared(IN_FILES)))
            .limit(3)
            .toList();
    List<Run> runs = running.stream().map(CompletableFuture::join).toList();

    assertThat(runs.stream().mapToLong(Run::computed).sum()).isEqualTo(2);
    runs.forEach(run -> assertEqualWeights(run, runs.get(0)));
  }

  @Test
  void filesStayUnderTheLimit() throws IOException {
    // Training images: 12 rows of 96 floats are 4,608 bytes; validation images: 1,536 bytes.
    trainShared(new Limits(1 << 20, 5_000));

    assertThat(files(".features"))
        .singleElement()
        .satisfies(file -> assertThat(file).hasSize(4608));
  }

  @Test
  void onlyFeaturesAreDeleted() throws IOException {
    trainShared(IN_MEMORY);
    Path notes = Files.writeString(directory.resolve("notes.txt"), "mine");

    FeatureCache.deleteFiles(directory);

    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(notes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Files.delete(notes);
    FeatureCache.deleteFiles(directory);
    assertThat(directory).doesNotExist();
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(directory, "a file");

    assertThatThrownBy(() -> trainShared(IN_MEMORY)).hasMessageContaining(directory.toString());
  }
}
