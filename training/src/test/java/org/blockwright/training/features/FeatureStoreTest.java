package org.blockwright.training.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FeatureStoreTest {
  private static float[] row(int number) {
    return new float[] {number, number + 0.25f, -number};
  }

  private static void assertStoresRows(FeatureStore store) {
    for (int i = 0; i < 5; i++) {
      store.add(row(i));
    }
    for (int i : new int[] {3, 0, 4, 1, 2}) {
      float[] batch = new float[8];
      store.get(i, batch, 2);
      assertThat(batch).containsExactly(0, 0, row(i)[0], row(i)[1], row(i)[2], 0, 0, 0);
    }
  }

  @Test
  void storesRowsInMemory() {
    try (FeatureStore store = FeatureStore.inMemory(3)) {
      assertStoresRows(store);
    }
  }

  @Test
  void storesRowsInFileAndDeletesIt() throws IOException {
    try (FeatureStore store = FeatureStore.inFile(3)) {
      assertStoresRows(store);
    }
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(files.filter(f -> f.getFileName().toString().startsWith("blockwright-features-")))
          .isEmpty();
    }
  }
}
