package org.blockwright.model;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.blockwright.engine.RawFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads the row vector of float parameters of a model file, as written by {@code Nd4j.write}: a
 * shape buffer, then a data buffer, each preceded by its allocation mode, length and type. The
 * header is checked before ND4J reads it, since ND4J would allocate whatever a damaged header
 * states.
 */
final class StoredParameters {
  private static final int BUFFER = 1 << 20;

  /** ND4J's flag for a float array that is neither empty nor a view. */
  private static final long FLOAT = 1 << 13;

  private static final String MODE = "MIXED_DATA_TYPES";

  private StoredParameters() {}

  /**
   * Reads the parameters.
   *
   * @param expected number of parameters of the network
   * @throws IOException with the reason, if they are damaged or their number differs
   */
  static INDArray read(InputStream stream, long expected) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(stream, BUFFER));
    requireText(in, MODE);
    long shape = in.readLong();
    requireText(in, "LONG");
    long rank = in.readLong();
    // The rank, the shape, the strides and three more values.
    if (rank < 1 || rank > 2 || shape != 2 * rank + 4) {
      throw damagedHeader(
          "a row vector", "rank %s and a shape buffer of length %s".formatted(rank, shape));
    }
    if (rank == 2 && in.readLong() != 1) {
      throw damagedHeader("a row vector", "a matrix");
    }
    long columns = in.readLong();
    for (int i = 0; i < rank; i++) {
      in.readLong();
    }
    requireFloat(in.readLong());
    in.readLong();
    requireOrder(in.readLong());
    requireText(in, MODE);
    long values = in.readLong();
    requireText(in, "FLOAT");
    if (columns != expected || values != expected) {
      throw new IOException(ModelProblems.parameterCount(expected, columns));
    }
    return values(in, rank == 1 ? new long[] {columns} : new long[] {1, columns});
  }

  /** Reads big-endian floats, a buffer at a time; ND4J would read them one by one. */
  private static INDArray values(DataInputStream in, long... shape) throws IOException {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    RawFloats memory = RawFloats.of(array);
    byte[] bytes = new byte[BUFFER];
    float[] values = new float[BUFFER / Float.BYTES];
    long done = 0;
    while (done < array.length()) {
      int count = (int) Math.min(values.length, array.length() - done);
      in.readFully(bytes, 0, count * Float.BYTES);
      ByteBuffer.wrap(bytes).asFloatBuffer().get(values, 0, count);
      memory.put(done, values, count);
      done += count;
    }
    return array;
  }

  private static void requireText(DataInputStream in, String expected) throws IOException {
    int length = in.readUnsignedShort();
    if (length != expected.length()) {
      throw damagedHeader(expected, "a text of " + length + " bytes");
    }
    for (int i = 0; i < length; i++) {
      if (in.readUnsignedByte() != expected.charAt(i)) {
        throw damagedHeader(expected, "another text");
      }
    }
  }

  private static void requireFloat(long flags) throws IOException {
    if (flags != FLOAT) {
      throw damagedHeader("flags " + FLOAT, String.valueOf(flags));
    }
  }

  private static void requireOrder(long order) throws IOException {
    if (order != 'c' && order != 'f') {
      throw damagedHeader("order c or f", String.valueOf(order));
    }
  }

  private static IOException damagedHeader(String expected, String got) {
    return new IOException(ModelProblems.parameterHeader(expected, got));
  }
}
