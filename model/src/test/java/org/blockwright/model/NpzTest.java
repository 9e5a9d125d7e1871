package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.blockwright.base.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NpzTest {
  @TempDir Path folder;

  /** A reader by NumPy's documentation of the format (numpy.lib.format). */
  private record Read(int method, String header, float[] values) {
    static Read of(Path file, String name) throws IOException {
      try (ZipFile zip = new ZipFile(file.toFile())) {
        ZipEntry entry = zip.getEntry(name);
        ByteBuffer bytes =
            ByteBuffer.wrap(zip.getInputStream(entry).readAllBytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[8];
        bytes.get(magic);
        assertThat(magic).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
        byte[] header = new byte[bytes.getShort()];
        bytes.get(header);
        assertThat(bytes.position() % 64).isZero();
        float[] values = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(values);
        return new Read(entry.getMethod(), new String(header, StandardCharsets.US_ASCII), values);
      }
    }
  }

  @Test
  void writesShapeAndValuesInCOrder() throws IOException {
    Path file = folder.resolve("a.npz");
    INDArray array = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, -6.5f}});

    Npz.write(file, Map.of("x", array));

    Read read = Read.of(file, "x.npy");
    assertThat(read.header().strip())
        .isEqualTo("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }");
    assertThat(read.header()).endsWith("\n");
    assertThat(read.values()).containsExactly(1, 2, 3, 4, 5, -6.5f);
    assertThat(read.method()).isEqualTo(ZipEntry.STORED);
  }

  @Test
  void writesTransposedViewInItsOwnOrder() throws IOException {
    Path file = folder.resolve("a.npz");
    INDArray array = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}}).transpose();

    Npz.write(file, Map.of("x", array));

    Read read = Read.of(file, "x.npy");
    assertThat(read.header()).contains("(3, 2)");
    assertThat(read.values()).containsExactly(1, 4, 2, 5, 3, 6);
  }

  @Test
  void writesPermutedFeatureMaps() throws IOException {
    Path file = folder.resolve("a.npz");
    INDArray nchw = Nd4j.arange(1, 13).castTo(DataType.FLOAT).reshape(1, 2, 2, 3);

    Npz.write(file, Map.of("x", nchw.permute(0, 2, 3, 1)));

    Read read = Read.of(file, "x.npy");
    assertThat(read.header()).contains("(1, 2, 3, 2)");
    // Channel 0 is 1 to 6, channel 1 is 7 to 12; they alternate in the file.
    assertThat(read.values()).containsExactly(1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12);
  }

  @Test
  void writesShapeOfVectorAsTuple() throws IOException {
    Path file = folder.resolve("a.npz");

    Npz.write(file, Map.of("v", Nd4j.createFromArray(7f, 8f)));

    assertThat(Read.of(file, "v.npy").header()).contains("'shape': (2,), }");
  }

  @Test
  void writesArraysLongerThanTheBuffer() throws IOException {
    Path file = folder.resolve("a.npz");
    float[] values = new float[40_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }

    Npz.write(file, Map.of("long", Nd4j.createFromArray(values)));

    assertThat(Read.of(file, "long.npy").values()).containsExactly(values);
  }

  @Test
  void keepsNamesWithSlashesInOrder() throws IOException {
    Path file = folder.resolve("a.npz");
    INDArray one = Nd4j.createFromArray(1f);

    Npz.write(file, ImmutableMap.of("z/conv", one, "a/pool", one));

    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(Collections.list(zip.entries()))
          .extracting(ZipEntry::getName)
          .containsExactly("z/conv.npy", "a/pool.npy");
    }
  }

  @Test
  void equalArraysGiveEqualBytes() throws IOException {
    Map<String, INDArray> arrays = Map.of("x", Nd4j.createFromArray(1f, 2f));

    Npz.write(folder.resolve("a.npz"), arrays);
    Npz.write(folder.resolve("b.npz"), arrays);

    assertThat(folder.resolve("a.npz")).hasSameBinaryContentAs(folder.resolve("b.npz"));
  }

  @Test
  void reportsFileThatCannotBeWritten() throws IOException {
    Path file = Files.createFile(folder.resolve("file")).resolve("a.npz");

    assertThatThrownBy(() -> Npz.write(file, Map.of("x", Nd4j.createFromArray(1f))))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("a.npz");
  }
}
