package org.blockwright.training.features;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.AtomicFiles;

/**
 * Rows of numbers of equal length, in memory, in a temporary file that is deleted when closed, or
 * in a complete file. All rows are written by one thread before the first is read.
 *
 * <p>The file is not memory-mapped: a mapping counts toward the memory limit that ND4J enforces, it
 * is not released before it is garbage collected, and a full disk would crash the process. Recently
 * read rows are in the cache of the operating system anyway.
 */
final class FeatureStore implements AutoCloseable {
  private final int rowSize;
  private final List<float[]> rows = new ArrayList<>();
  private final Optional<FileChannel> file;
  private int size;

  private FeatureStore(int rowSize, Optional<FileChannel> file) {
    this.rowSize = rowSize;
    this.file = file;
  }

  static FeatureStore inMemory(int rowSize) {
    return new FeatureStore(rowSize, Optional.empty());
  }

  /**
   * Creates a store in a temporary file.
   *
   * @throws org.blockwright.base.StorageException if the file cannot be created
   */
  static FeatureStore inFile(int rowSize) {
    try {
      Path path = Files.createTempFile(tempDirectory(), "blockwright-features-", ".bin");
      // The file is deleted on close, and at once on systems that allow it.
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      return new FeatureStore(rowSize, Optional.of(channel));
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(tempDirectory(), e);
    }
  }

  /** Returns the rows of a complete file, which is not deleted when the store is closed. */
  static FeatureStore of(FileChannel file, int rows, int rowSize) {
    FeatureStore store = new FeatureStore(rowSize, Optional.of(file));
    store.size = rows;
    return store;
  }

  boolean isInMemory() {
    return file.isEmpty();
  }

  long bytes() {
    return position(size);
  }

  /** Returns a copy in memory. */
  FeatureStore toMemory() {
    FeatureStore copy = inMemory(rowSize);
    for (int row = 0; row < size; row++) {
      float[] values = new float[rowSize];
      get(row, values, 0);
      copy.add(values);
    }
    return copy;
  }

  /** Writes all rows, in native byte order. */
  void copyTo(FileChannel channel) throws IOException {
    float[] values = new float[rowSize];
    ByteBuffer bytes = row();
    for (int row = 0; row < size; row++) {
      get(row, values, 0);
      bytes.clear().asFloatBuffer().put(values);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /**
   * Appends a row.
   *
   * @param row is not copied and must not be changed afterwards
   * @throws org.blockwright.base.StorageException if the disk is full
   */
  void add(float[] row) {
    if (file.isEmpty()) {
      rows.add(row);
    } else {
      ByteBuffer bytes = row();
      bytes.asFloatBuffer().put(row);
      try {
        for (long position = position(size); bytes.hasRemaining(); ) {
          position += file.orElseThrow().write(bytes, position);
        }
      } catch (IOException e) {
        throw AtomicFiles.cannotWrite(tempDirectory(), e);
      }
    }
    size++;
  }

  /** Copies a row into a batch, starting at {@code offset}. */
  void get(int row, float[] batch, int offset) {
    if (file.isEmpty()) {
      System.arraycopy(rows.get(row), 0, batch, offset, rowSize);
      return;
    }
    ByteBuffer bytes = row();
    try {
      int read = 0;
      for (long position = position(row); bytes.hasRemaining() && read >= 0; position += read) {
        read = file.orElseThrow().read(bytes, position);
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(tempDirectory(), e);
    }
    bytes.flip();
    bytes.asFloatBuffer().get(batch, offset, rowSize);
  }

  private ByteBuffer row() {
    return ByteBuffer.allocate(4 * rowSize).order(ByteOrder.nativeOrder());
  }

  private long position(int row) {
    return 4L * row * rowSize;
  }

  private static Path tempDirectory() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  @Override
  public void close() {
    rows.clear();
    if (file.isPresent()) {
      try {
        file.orElseThrow().close();
      } catch (IOException e) {
        throw AtomicFiles.cannotWrite(tempDirectory(), e);
      }
    }
  }
}
