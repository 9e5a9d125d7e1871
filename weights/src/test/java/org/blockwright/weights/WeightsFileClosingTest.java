package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.blockwright.base.WeightsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsFileClosingTest {
  @TempDir Path folder;

  /** Returns the files below a folder that this process has open; needs /proc. */
  private static List<Path> open(Path folder) throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    assumeThat(descriptors).isDirectory();
    Path real = folder.toRealPath();
    try (Stream<Path> all = Files.list(descriptors)) {
      return all.map(WeightsFileClosingTest::target).filter(p -> p.startsWith(real)).toList();
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return Path.of("closed meanwhile");
    }
  }

  private Path copy(String resource) throws IOException {
    return Files.copy(WeightsFileTest.resource(resource), folder.resolve(resource));
  }

  @Test
  void fileIsOpenUntilClosed() throws IOException {
    Path path = copy("types.h5");
    try (WeightsFile file = WeightsFile.open(path)) {
      assertThat(open(folder)).hasSize(1);
      assertThat(file.layers()).isNotEmpty();
    }
    assertThat(open(folder)).isEmpty();
  }

  @Test
  void rejectedFileIsClosed() throws IOException {
    for (String resource :
        List.of(
            "newest.h5",
            "no-layers.h5",
            "no-weights.h5",
            "lost-group.h5",
            "huge.h5",
            "theano.h5")) {
      Path path = copy(resource);
      assertThat(isRejected(path)).isTrue();
      assertThat(open(folder)).as(resource).isEmpty();
    }
  }

  @Test
  void damagedFileIsClosed() throws IOException {
    byte[] bytes = Files.readAllBytes(WeightsFileTest.resource("types.h5"));
    Arrays.fill(bytes, 9, 40, (byte) 0xff);
    Path path = Files.write(folder.resolve("damaged.h5"), bytes);
    assertThat(isRejected(path)).isTrue();
    assertThat(open(folder)).isEmpty();
  }

  @Test
  void extractedKerasFileIsDeleted() throws IOException {
    Path path = folder.resolve("a.keras");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      zip.putNextEntry(new ZipEntry("model.weights.h5"));
      Files.copy(WeightsFileTest.resource("keras3-unnamed.weights.h5"), zip);
    }
    KerasArchive archive = KerasArchive.extract(path, "a.keras");
    assertThat(archive.weights())
        .hasSameBinaryContentAs(WeightsFileTest.resource("keras3-unnamed.weights.h5"));
    assertThat(archive.kerasVersion()).isEqualTo("unknown");
    archive.close();
    assertThat(archive.weights()).doesNotExist();
    try (WeightsFile file = WeightsFile.open(path)) {
      assertThat(file.contents().weightedLayers()).hasSize(5);
    }
  }

  private static boolean isRejected(Path path) {
    try {
      WeightsFile.open(path).close();
      return false;
    } catch (WeightsException e) {
      return true;
    }
  }
}
