package org.blockwright.model;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.blockwright.base.AtomicFiles;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Arrays in a file that {@code numpy.load} opens: a zip, not compressed, of {@code .npy} entries
 * (NumPy enhancement proposal 1, version 1.0), little-endian float32 in C order. The same arrays
 * give the same bytes.
 *
 * <pre>{@code
 * Npz.write(Path.of("features.npz"), model.activations(batch, layers).byLayer());
 * // Python: numpy.load("features.npz")["block3_pool"]
 * }</pre>
 */
public final class Npz {
  private static final int ALIGNMENT = 64;
  private static final int CHUNK = 1 << 14;
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /**
   * Writes arrays by name, in the order of the map; the file is whole or absent.
   *
   * @param arrays in the order in which they are to be read; a {@code /} in a name is kept
   * @throws org.blockwright.base.StorageException where the file cannot be written
   */
  public static void write(Path file, Map<String, INDArray> arrays) {
    AtomicFiles.write(
        file,
        temporary -> {
          try (ZipOutputStream zip =
              new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)))) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, INDArray> array : arrays.entrySet()) {
              entry(zip, array.getKey(), array.getValue());
            }
          }
        });
  }

  private static void entry(ZipOutputStream zip, String name, INDArray array) throws IOException {
    byte[] header = header(array.shape());
    float[] values = array.dup('c').reshape(array.length()).toFloatVector();
    // What is stored as it is needs its checksum in front.
    CRC32 checksum = new CRC32();
    try (OutputStream nowhere =
        new CheckedOutputStream(OutputStream.nullOutputStream(), checksum)) {
      content(nowhere, header, values);
    }
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(NO_TIME);
    entry.setSize(header.length + 4L * values.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    content(zip, header, values);
    zip.closeEntry();
  }

  private static void content(OutputStream out, byte[] header, float[] values) throws IOException {
    out.write(header);
    ByteBuffer buffer = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += CHUNK) {
      int length = Math.min(CHUNK, values.length - from);
      buffer.asFloatBuffer().put(values, from, length);
      out.write(buffer.array(), 0, 4 * length);
    }
  }

  /** Magic, version, length, and a Python dictionary padded with blanks to a multiple of 64. */
  private static byte[] header(long[] shape) {
    String sides =
        Arrays.stream(shape).mapToObj(side -> side + ",").collect(Collectors.joining(" "));
    String text =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }"
            .formatted(shape.length > 1 ? sides.substring(0, sides.length() - 1) : sides);
    int prefix = 10;
    int padded = (prefix + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer out = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    out.put((byte) 1).put((byte) 0).putShort((short) (padded - prefix));
    out.put(text.getBytes(StandardCharsets.US_ASCII));
    while (out.position() < padded - 1) {
      out.put((byte) ' ');
    }
    return out.put((byte) '\n').array();
  }
}
