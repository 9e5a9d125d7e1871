package org.blockwright.engine;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The memory of a contiguous array as bytes in native order, to write or read it without a copy.
 */
public final class RawBytes {
  private static final long PART = 1L << 26;

  private RawBytes() {}

  /** Uses a part of the memory of an array. */
  @FunctionalInterface
  public interface PartTask<E extends Exception> {
    /**
     * Reads or writes all bytes of a part.
     *
     * @param bytes a direct buffer, valid during the call only
     */
    void run(ByteBuffer bytes) throws E;
  }

  /** Returns the number of bytes of an array. */
  public static long size(INDArray array) {
    return array.length() * array.dataType().width();
  }

  /**
   * Passes the memory of an array to a task, in order, in parts of at most 64 MB.
   *
   * @param array contiguous; may be a view of a larger array
   */
  public static <E extends Exception> void forEachPart(INDArray array, PartTask<E> task) throws E {
    long size = size(array);
    Pointer address = array.data().addressPointer();
    for (long from = 0; from < size; from += PART) {
      BytePointer part = new BytePointer(address);
      part.position(from).limit(Math.min(from + PART, size));
      task.run(part.asByteBuffer());
    }
    Reference.reachabilityFence(array);
  }

  /** Returns whether a copy of so many bytes leaves at least as much of the memory limit free. */
  public static boolean isRoomForCopy(long bytes) {
    long limit = Pointer.maxPhysicalBytes();
    return limit == 0 || bytes <= (limit - Pointer.physicalBytes()) / 2;
  }
}
