package org.blockwright.engine;

import com.google.common.base.Preconditions;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Number of threads of the native libraries. There are three thread pools: OpenMP (oneDNN layers),
 * libnd4j (element-wise operations) and BLAS (matrix products).
 *
 * <p>Prefer to set {@code OMP_NUM_THREADS} before Java starts: it sets all three for every Java
 * thread. At run time libnd4j's pool can shrink but not grow, and {@code
 * Nd4j.getEnvironment().setMaxThreads} has no effect in 1.0.0-M2.1. More threads than cores, summed
 * over all Java threads that compute at the same time, make everything slower.
 *
 * @param cores number of cores of the machine or container
 * @param openMp number of OpenMP threads for the calling thread
 * @param elementWise number of threads of libnd4j
 * @param blas number of threads of the BLAS
 */
public record Threads(int cores, int openMp, int elementWise, int blas) {

  /** Returns the current numbers for the calling thread. */
  public static Threads read() {
    return new Threads(
        Runtime.getRuntime().availableProcessors(),
        nativeOps().ompGetMaxThreads(),
        Nd4j.getEnvironment().maxMasterThreads(),
        Nd4j.factory().blas().getMaxThreads());
  }

  /**
   * Sets the size of the three pools. OpenMP's number applies to the calling thread only: call this
   * on the thread that owns the executor. Compiled graphs use the number at the time of each call,
   * and compile again if it has changed.
   */
  public static void configure(int threads) {
    configureOpenMp(threads);
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    Nd4j.factory().blas().setMaxThreads(threads);
  }

  /**
   * Sets the number of OpenMP threads for the calling thread only: the threads of the executors
   * that it creates.
   */
  public static void configureOpenMp(int threads) {
    Preconditions.checkArgument(threads > 0, "threads must be positive, got %s", threads);
    nativeOps().setOmpNumThreads(threads);
  }

  private static NativeOps nativeOps() {
    // Loads the backend, without which the holder cannot be used: this may be ND4J's first call.
    Nd4j.getBackend();
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }

  /** Returns text such as {@code 2 cores; 2 OpenMP, 2 element-wise, 2 BLAS threads}. */
  public String text() {
    return "%s cores; %s OpenMP, %s element-wise, %s BLAS threads"
        .formatted(cores, openMp, elementWise, blas);
  }
}
