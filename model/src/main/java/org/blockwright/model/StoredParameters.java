package org.blockwright.model;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads the row of float parameters of a model file as {@code Nd4j.write} stores it: a buffer with
 * the shape, then one with the values, each with its allocation mode, length and type in front. The
 * header is compared before ND4J reads it, which would make room for whatever a damaged one states.
 */
final class StoredParameters {
  private static final int BUFFER = 1 << 20;
  private static final int HEADER = 1 << 10;

  /** ND4J's flag of an array of floats that is neither empty nor a view. */
  private static final long FLOAT = 1 << 13;

  private static final String MODE = "MIXED_DATA_TYPES";

  private StoredParameters() {}

  /**
   * Reads the parameters.
   *
   * @param expected how many the network has
   * @throws IOException with the reason if they are damaged or another number
   */
  static INDArray read(InputStream stream, long expected) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(stream, BUFFER));
    in.mark(HEADER);
    requireText(in, MODE);
    long shape = in.readLong();
    requireText(in, "LONG");
    long rank = in.readLong();
    // Sides and strides, and three more.
    if (rank < 1 || rank > 2 || shape != 2 * rank + 4) {
      throw damagedHeader("a row", "rank %s in %s numbers".formatted(rank, shape));
    }
    if (rank == 2 && in.readLong() != 1) {
      throw damagedHeader("a row", "a matrix");
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
      throw damagedHeader(expected, "a word of " + length + " bytes");
    }
    for (int i = 0; i < length; i++) {
      if (in.readUnsignedByte() != expected.charAt(i)) {
        throw damagedHeader(expected, "another word");
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
