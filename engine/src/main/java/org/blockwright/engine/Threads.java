package org.blockwright.engine;

import com.google.common.base.Preconditions;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * How many threads a native operation runs on. Three pools are at work: OpenMP's (oneDNN's layers),
 * libnd4j's (element-wise operations) and the BLAS's (matrix products).
 *
 * <p>{@code OMP_NUM_THREADS}, set before Java starts, sizes all three for every Java thread and is
 * the way to prefer: afterwards libnd4j's pool can shrink but not grow, and {@code
 * Nd4j.getEnvironment().setMaxThreads} has no effect at all in 1.0.0-M2.1. More threads than cores,
 * over all Java threads that work at a time, make everything slower.
 *
 * @param cores what the machine, or its container, has
 * @param openMp OpenMP's threads for the calling thread
 * @param elementWise libnd4j's threads for an operation
 * @param blas the BLAS's threads
 */
public record Threads(int cores, int openMp, int elementWise, int blas) {

  /** What holds now, for the calling thread. */
  public static Threads read() {
    return new Threads(
        Runtime.getRuntime().availableProcessors(),
        NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads(),
        Nd4j.getEnvironment().maxMasterThreads(),
        Nd4j.factory().blas().getMaxThreads());
  }

  /**
   * Sizes the three pools; OpenMP's for the calling thread alone, since it counts by thread, so
   * that it is to be called on the thread that owns an executor and before the executor is made.
   */
  public static void configure(int threads) {
    Preconditions.checkArgument(threads > 0, "threads must be positive, got %s", threads);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    Nd4j.factory().blas().setMaxThreads(threads);
  }

  /** {@code 2 cores; 2 OpenMP, 2 element-wise, 2 BLAS threads}. */
  public String text() {
    return "%s cores; %s OpenMP, %s element-wise, %s BLAS threads"
        .formatted(cores, openMp, elementWise, blas);
  }
}
