package org.blockwright.training.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.blockwright.engine.RawBytes;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A file of a checkpoint: the values of its arrays one after the other, raw and in native order.
 *
 * @param group name of the group of arrays
 * @param version of the group
 * @param name of the file
 * @param bytes its size
 * @param crc32c its checksum
 */
record ArrayFile(
    String group, String version, String name, long bytes, long crc32c, List<Entry> arrays) {
  private static final int PART = 1 << 20;

  /**
   * An array in the file.
   *
   * @param type DL4J's name of its data type
   * @param length number of its values
   */
  record Entry(String name, String type, long length) {
    long bytes() {
      return length * DataType.valueOf(type).width();
    }
  }

  /** Writes a group to a new file, and waits until it is on the disk. */
  static ArrayFile write(Path folder, String name, Checkpoint.Group group) throws IOException {
    List<Entry> entries = new ArrayList<>();
    CRC32C checksum = new CRC32C();
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (Map.Entry<String, INDArray> array : group.arrays().entrySet()) {
        INDArray values = array.getValue();
        entries.add(new Entry(array.getKey(), values.dataType().name(), values.length()));
        RawBytes.forEachPart(
            values,
            part -> {
              checksum.update(part.duplicate());
              while (part.hasRemaining()) {
                channel.write(part);
              }
            });
      }
      long size = channel.position();
      channel.force(true);
      return new ArrayFile(
          group.name(), group.version(), name, size, checksum.getValue(), List.copyOf(entries));
    }
  }

  /** Throws an exception with the reason if the file is not as it was written. */
  void verify(Path folder) throws IOException {
    CRC32C checksum = new CRC32C();
    try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.READ)) {
      if (channel.size() != bytes) {
        throw new IOException(CheckpointProblems.wrongSize(name, bytes, channel.size()));
      }
      ByteBuffer part = ByteBuffer.allocateDirect(PART);
      while (channel.read(part.clear()) >= 0) {
        checksum.update(part.flip());
      }
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IOException(CheckpointProblems.missingFile(name), e);
    }
    if (checksum.getValue() != crc32c) {
      throw new IOException(CheckpointProblems.wrongChecksum(name));
    }
  }

  /** Reads the values into arrays of the same lengths, by name; others in the file are skipped. */
  void read(Path folder, Map<String, INDArray> targets) throws IOException {
    try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.READ)) {
      long position = 0;
      for (Entry entry : arrays) {
        INDArray target = targets.get(entry.name());
        if (target != null) {
          channel.position(position);
          RawBytes.forEachPart(target, part -> fill(channel, part));
        }
        position += entry.bytes();
      }
    }
  }

  private void fill(FileChannel channel, ByteBuffer part) throws IOException {
    while (part.hasRemaining()) {
      if (channel.read(part) < 0) {
        throw new EOFException(name);
      }
    }
  }
}
