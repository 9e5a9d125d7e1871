package org.blockwright.training.features;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.AtomicFiles;

/**
 * Rows of numbers of one length, in memory or in a file that is mapped into it and removed when
 * closed. Written once by one thread, then read.
 */
final class FeatureStore implements AutoCloseable {
  /** A mapping holds at most 2 GB; this many bytes leave room for whole rows of any size. */
  private static final long CHUNK = 1L << 30;

  private final int rowSize;
  private final int rowsPerChunk;
  private final List<FloatBuffer> chunks = new ArrayList<>();
  private final FileChannel channel;

  private FeatureStore(int rowSize, FileChannel channel) {
    this.rowSize = rowSize;
    this.rowsPerChunk = (int) Math.max(1, CHUNK / 4 / rowSize);
    this.channel = channel;
  }

  static FeatureStore inMemory(int rows, int rowSize) {
    FeatureStore store = new FeatureStore(rowSize, null);
    for (int left = rows; left > 0; left -= store.rowsPerChunk) {
      store.chunks.add(FloatBuffer.allocate(Math.min(left, store.rowsPerChunk) * rowSize));
    }
    return store;
  }

  /**
   * Room in a file of the system's folder for temporary files.
   *
   * @throws org.blockwright.base.StorageException where there is none
   */
  static FeatureStore inFile(int rows, int rowSize) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      Path file = Files.createTempFile(folder, "blockwright-features-", ".bin");
      // Open, then removed from its folder where the system allows that: nothing stays behind.
      FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      FeatureStore store = new FeatureStore(rowSize, channel);
      long at = 0;
      for (int left = rows; left > 0; left -= store.rowsPerChunk) {
        long bytes = 4L * Math.min(left, store.rowsPerChunk) * rowSize;
        MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, at, bytes);
        store.chunks.add(mapped.order(ByteOrder.nativeOrder()).asFloatBuffer());
        at += bytes;
      }
      // A full disk shows here, not as a crash when a mapped page is written.
      ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
      for (long done = 0; done < at; done += zeros.capacity()) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), at - done));
        channel.write(zeros, done);
      }
      return store;
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  void put(int row, float[] values) {
    chunk(row).put(row % rowsPerChunk * rowSize, values, 0, rowSize);
  }

  /** Copies a row to its place in a batch. */
  void get(int row, float[] batch, int at) {
    chunk(row).get(row % rowsPerChunk * rowSize, batch, at, rowSize);
  }

  private FloatBuffer chunk(int row) {
    return chunks.get(row / rowsPerChunk);
  }

  @Override
  public void close() {
    chunks.clear();
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw AtomicFiles.cannotWrite(Path.of(System.getProperty("java.io.tmpdir")), e);
      }
    }
  }
}
