package org.blockwright.model;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
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
  private static final int HEADER = 1 << 10;

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
    in.mark(HEADER);
    requireText(in, MODE);
    long shape = in.readLong();
    requireText(in, "LONG");
    long rank = in.readLong();
    // Shape, strides and three more numbers.
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
    in.reset();
    return Nd4j.read(in);
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
