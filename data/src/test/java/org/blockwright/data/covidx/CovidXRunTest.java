package org.blockwright.data.covidx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.Ratios;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are interrupted, repeated, or must not start. */
class CovidXRunTest {
  @TempDir private Path folder;
  private Path source;
  private Path out;
  private Path partial;

  @BeforeEach
  void writeSource() {
    List<String> rows = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      rows.addAll(List.of("P" + i, i % 2 == 0 ? "COVID-19" : "No finding"));
    }
    source = MadeUpSources.figure1(folder.resolve("figure1"), rows.toArray(String[]::new));
    out = folder.resolve("covidx");
    partial = folder.resolve(".covidx.partial");
  }

  private CovidX.Builder builder() {
    return CovidX.builder().source(Source.FIGURE1, source);
  }

  private CovidXResult write(CovidX.Builder builder) {
    return builder.build().write(out, Progress.silent());
  }

  private static Map<String, byte[]> contents(Path root) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  /** Stops the run at a progress message, as if the process were killed there. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static Progress killedAt(String task, int units) {
    return new Progress() {
      @Override
      public Task start(String name, long total) {
        return new Task() {
          private int done;

          @Override
          public void advance(long units2, String detail) {
            if (name.equals(task) && ++done == units) {
              throw new Killed();
            }
          }

          @Override
          public void close() {}
        };
      }

      @Override
      public void note(String line) {}
    };
  }

  @Test
  void writesFoldersManifestAndPage() throws IOException {
    CovidXResult result = write(builder());

    assertThat(contents(out).keySet())
        .contains("manifest.csv", "dropped.csv", "split.csv", "statistics.html")
        .filteredOn(file -> file.endsWith(".png"))
        .hasSize(8)
        .allMatch(
            file -> file.matches("(train|validation|test)/(COVID-19|NORMAL)/figure1-P\\d.png"));
    assertThat(Files.readString(out.resolve("statistics.html")))
        .contains("<td>figure1</td><td>8</td><td>8</td><td>8</td>", "verdict: undecided");
    assertThat(result.subsets()).isEqualTo(Map.of("train", 4, "validation", 2, "test", 2));
    assertThat(result.audit().orElseThrow().groupsInSeveralSubsets()).isEmpty();
    assertThat(partial).doesNotExist();
  }

  @Test
  void continuesAKilledRunAndWritesTheSame() throws IOException {
    write(builder());
    Map<String, byte[]> expected = contents(out);
    Path again = folder.resolve("again");
    CovidX settings = builder().build();
    assertThatThrownBy(() -> settings.write(again, killedAt("copying images", 3)))
        .isInstanceOf(Killed.class);
    Path hidden = folder.resolve(".again.partial");
    assertThat(again).doesNotExist();
    Path copied = images(hidden).get(0);
    long copiedAt = 1_600_000_000_000L;
    assertThat(copied.toFile().setLastModified(copiedAt)).isTrue();
    // Half of an image and of a line, as a crash of the machine may leave them, and another file.
    Path damaged = images(hidden).get(1);
    Files.write(damaged, List.of("half"));
    Files.writeString(hidden.resolve(".journal.csv"), "0123,4", StandardOpenOption.APPEND);
    Files.writeString(hidden.resolve("train/other.png"), "other");

    settings.write(again, Progress.silent());

    assertThat(contents(again).keySet()).isEqualTo(expected.keySet());
    for (String file : expected.keySet()) {
      if (!file.startsWith(".")) {
        assertThat(contents(again).get(file)).as(file).isEqualTo(expected.get(file));
      }
    }
    assertThat(again.resolve(hidden.relativize(copied)).toFile().lastModified())
        .isEqualTo(copiedAt);
  }

  private static List<Path> images(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(file -> file.toString().endsWith(".png")).sorted().toList();
    }
  }

  @Test
  void decodesAnImageOnceOverAllRuns() throws IOException {
    assertThatThrownBy(() -> builder().build().write(out, killedAt("copying images", 1)))
        .isInstanceOf(Killed.class);
    List<String> before = Files.readAllLines(partial.resolve(".journal.csv"));

    write(builder());

    assertThat(before.stream().filter(line -> !line.isEmpty())).hasSize(8);
    assertThat(
            Files.readAllLines(out.resolve(".journal.csv")).stream()
                .filter(line -> !line.isEmpty()))
        .hasSize(8);
  }

  @Test
  void repeatedRunChangesNothing() throws IOException {
    write(builder());
    long time = out.resolve("manifest.csv").toFile().lastModified();
    assertThat(out.resolve("manifest.csv").toFile().setLastModified(time - 5000)).isTrue();

    CovidXResult result = write(builder());

    assertThat(result.unchanged()).isTrue();
    assertThat(out.resolve("manifest.csv").toFile().lastModified()).isEqualTo(time - 5000);
    assertThat(partial).doesNotExist();
  }

  @Test
  void otherSettingsReplaceADatasetOnlyIfAsked() throws IOException {
    write(builder());

    assertThatThrownBy(() -> write(builder().split(Ratios.parse("6:1:1")).seed(7)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("other images or settings")
        .hasMessageContaining("--overwrite");
    assertThat(write(builder().withoutSplit().overwrite()).unchanged()).isFalse();
    assertThat(out.resolve("NORMAL")).isDirectory();
    assertThat(out.resolve("train")).doesNotExist();
    assertThat(folder.resolve(".covidx.old")).doesNotExist();
  }

  @Test
  void damagedDatasetIsNotTrusted() throws IOException {
    write(builder());
    Files.writeString(images(out).get(0), "damaged");

    assertThatThrownBy(() -> write(builder()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("was changed since then");
    write(builder().overwrite());
    assertThat(write(builder()).unchanged()).isTrue();
  }

  @Test
  void folderWithOtherFilesIsNeverReplaced() throws IOException {
    write(builder());
    Files.writeString(out.resolve("train/my notes.txt"), "mine");

    assertThatThrownBy(() -> write(builder().withoutSplit().overwrite()))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "%s is not replaced: it contains \"train/my notes.txt\", which is no part of it. Choose another folder.",
            out);
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("a.txt"), "mine");
    assertThatThrownBy(() -> builder().build().write(other, Progress.silent()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("it contains \"a.txt\" and no manifest.csv");
  }

  @Test
  void outputInASourceIsRejectedAlsoBehindALink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), source);

    for (Path inside : List.of(source, source.resolve("out"), link.resolve("a/b"))) {
      assertThatThrownBy(() -> builder().build().write(inside, Progress.silent()))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("lies in the source");
    }
    assertThat(source.resolve("out")).doesNotExist();
  }

  @Test
  void secondProcessIsRejected() throws IOException {
    Files.createDirectories(partial);
    try (FileChannel lock =
        FileChannel.open(
            partial.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock.lock();

      assertThatThrownBy(() -> write(builder()))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("Another process is writing");
    }
  }

  @Test
  void newPatientsOfALaterBuildLeaveTheOthersInTheirSubsets() throws IOException {
    write(builder());
    Map<String, String> before = subsets(out);
    List<String> rows = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      rows.addAll(List.of("P" + i, i % 2 == 0 ? "COVID-19" : "No finding"));
    }
    MadeUpSources.figure1(source, rows.toArray(String[]::new));
    Path later = folder.resolve("later");

    builder().splitFile(out.resolve("split.csv")).build().write(later, Progress.silent());

    assertThat(subsets(later)).hasSize(12).containsAllEntriesOf(before);
  }

  private static Map<String, String> subsets(Path root) throws IOException {
    Map<String, String> subsets = new TreeMap<>();
    images(root)
        .forEach(
            image ->
                subsets.put(
                    image.getFileName().toString(), root.relativize(image).getName(0).toString()));
    return subsets;
  }

  @Test
  void missingAndDamagedImagesAreCountedOrAnErrorAsChosen() throws IOException {
    Files.delete(source.resolve("images/P2.png"));
    Files.writeString(source.resolve("images/P4.png"), "no image");

    assertThat(write(builder()).sources().get(0).dropped())
        .isEqualTo(Map.of(DropReason.MISSING_IMAGE, 1, DropReason.UNDECODABLE, 1));
    assertThatThrownBy(
            () ->
                builder()
                    .missingImages(CovidX.MissingImages.FAIL)
                    .build()
                    .write(folder.resolve("strict"), Progress.silent()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("2 rows have images that cannot be used.")
        .hasMessageContaining("figure1 line 3: P2: no such file")
        .hasMessageContaining("figure1 line 5: images/P4.png: ");
  }

  /** Deletes a file of the source while images are copied. */
  private Progress deletingDuringCopy(Path file) {
    return new Progress() {
      @Override
      public Task start(String name, long total) {
        return new Task() {
          @Override
          public void advance(long units, String detail) {
            try {
              if (name.equals("copying images")) {
                Files.deleteIfExists(file);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public void close() {}
        };
      }

      @Override
      public void note(String line) {}
    };
  }

  @Test
  void imageThatVanishesMeanwhileIsCountedOrAnErrorAsChosen() throws IOException {
    CovidX strict = builder().missingImages(CovidX.MissingImages.FAIL).build();
    Path last = source.resolve("images/P7.png");

    assertThatThrownBy(() -> strict.write(folder.resolve("strict"), deletingDuringCopy(last)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("P7.png vanished or changed while the dataset was built");
    MadeUpSources.image(last, 7, 40);
    CovidXResult result = builder().build().write(out, deletingDuringCopy(last));
    assertThat(result.size()).isEqualTo(7);
    assertThat(result.sources().get(0).dropped()).isEqualTo(Map.of(DropReason.MISSING_IMAGE, 1));
  }

  @Test
  void datasetWithoutImagesIsAnError() {
    Path empty = MadeUpSources.figure1(folder.resolve("empty"), "P1", "Unknown");

    assertThatThrownBy(
            () ->
                CovidX.builder()
                    .source(Source.FIGURE1, empty)
                    .build()
                    .write(out, Progress.silent()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("None of the 1 rows is left");
    assertThat(out).doesNotExist();
  }
}
