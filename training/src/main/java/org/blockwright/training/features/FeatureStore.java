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
 * Rows of numbers of one length, in memory or in a file that is removed when closed. Written once
 * by one thread, then read.
 *
 * <p>The file is not mapped into memory: a mapping counts as memory of this process, whose limit
 * ND4J watches; it cannot be given back before it is collected; and a full disk would be a crash.
 * What was read lately is in the system's cache all the same.
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
   * Rows in a file of the system's folder for temporary files.
   *
   * @throws org.blockwright.base.StorageException where there can be none
   */
  static FeatureStore inFile(int rowSize) {
    try {
      Path path = Files.createTempFile(tempDirectory(), "blockwright-features-", ".bin");
      // Removed from its folder at once where the system allows that: nothing stays behind.
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

  /**
   * Appends the next row.
   *
   * @param at where in {@code values} it begins
   * @throws org.blockwright.base.StorageException where the disk is full
   */
  void add(float[] values, int at) {
    float[] row = new float[rowSize];
    System.arraycopy(values, at, row, 0, rowSize);
    if (file.isEmpty()) {
      rows.add(row);
    } else {
      ByteBuffer bytes = bytes();
      bytes.asFloatBuffer().put(row);
      try {
        for (long place = offset(size); bytes.hasRemaining(); ) {
          place += file.orElseThrow().write(bytes, place);
        }
      } catch (IOException e) {
        throw AtomicFiles.cannotWrite(tempDirectory(), e);
      }
    }
    size++;
  }

  /** Copies a row to its place in a batch. */
  void get(int row, float[] batch, int at) {
    if (file.isEmpty()) {
      System.arraycopy(rows.get(row), 0, batch, at, rowSize);
      return;
    }
    ByteBuffer bytes = bytes();
    try {
      int read = 0;
      for (long place = offset(row); bytes.hasRemaining() && read >= 0; place += read) {
        read = file.orElseThrow().read(bytes, place);
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(tempDirectory(), e);
    }
    bytes.flip();
    bytes.asFloatBuffer().get(batch, at, rowSize);
  }

  private ByteBuffer bytes() {
    return ByteBuffer.allocate(4 * rowSize).order(ByteOrder.nativeOrder());
  }

  private long offset(int row) {
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
