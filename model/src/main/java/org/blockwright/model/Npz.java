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
 * Writes arrays to a file for {@code numpy.load}: an uncompressed zip of {@code .npy} entries
 * (NumPy enhancement proposal 1, version 1.0), little-endian float32 in C order. Equal arrays give
 * equal bytes.
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
   * Writes named arrays in the order of the map. The file is replaced atomically.
   *
   * @param arrays arrays by entry name, which may contain {@code /}
   * @throws org.blockwright.base.StorageException if the file cannot be written
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
    // An uncompressed entry needs its checksum before its content.
    CRC32 checksum = new CRC32();
    try (OutputStream out = new CheckedOutputStream(OutputStream.nullOutputStream(), checksum)) {
      content(out, header, values);
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

  /** Magic number, version, length, and a Python dictionary padded with spaces to 64 bytes. */
  private static byte[] header(long[] shape) {
    String dimensions =
        Arrays.stream(shape).mapToObj(size -> size + ",").collect(Collectors.joining(" "));
    String text =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }"
            .formatted(
                shape.length > 1 ? dimensions.substring(0, dimensions.length() - 1) : dimensions);
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
