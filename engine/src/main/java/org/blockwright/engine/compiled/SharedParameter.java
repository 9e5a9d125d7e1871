package org.blockwright.engine.compiled;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A parameter that a program reads from the graph's own memory, since a copy of a large matrix
 * would cost more memory than another layout gains.
 *
 * @param address its address when the program was compiled
 */
record SharedParameter(Parameter parameter, long address, long bytes) {
  /** Smaller matrices are copied to the layout that oneDNN prefers. */
  private static final long MIN_BYTES = 16L << 20;

  /** Returns whether a matrix is large, and one of its dimensions contiguous. */
  static boolean isBetterFor(INDArray matrix) {
    boolean contiguous = matrix.stride(0) == 1 || matrix.stride(1) == 1;
    return contiguous && bytes(matrix) >= MIN_BYTES;
  }

  static SharedParameter of(Parameter parameter, INDArray matrix) {
    return new SharedParameter(parameter, address(matrix), bytes(matrix));
  }

  private static long bytes(INDArray matrix) {
    return matrix.length() * Float.BYTES;
  }

  private static long address(INDArray matrix) {
    return matrix.data().addressPointer().address();
  }

  /** Returns whether the graph has moved the parameter to other memory. */
  boolean isMoved(Parameters parameters) {
    return address(parameters.array(parameter)) != address;
  }
}
