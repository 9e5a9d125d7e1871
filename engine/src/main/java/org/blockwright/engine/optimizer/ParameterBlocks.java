package org.blockwright.engine.optimizer;

import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Applies a formula to all blocks of flat vectors, with the threads of the calling thread. */
final class ParameterBlocks {
  /** Below this number of values per thread, starting a thread takes longer than it saves. */
  private static final long MIN_PER_THREAD = 8L * ParameterBlock.CAPACITY;

  private static final Executor THREADS =
      Executors.newCachedThreadPool(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("update-%s").build());

  private ParameterBlocks() {}

  /**
   * Applies a formula. The blocks are independent of each other, so that the number of threads does
   * not change the result.
   *
   * @param vectors parameters, gradient and state: contiguous, of one length and data type
   */
  static void forEach(List<INDArray> vectors, Consumer<ParameterBlock> formula) {
    long length = vectors.get(0).length();
    DataType type = vectors.get(0).dataType();
    ImmutableList<Pointer> addresses =
        vectors.stream()
            .map(vector -> vector.data().addressPointer())
            .collect(ImmutableList.toImmutableList());
    int available = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    long parts = Math.max(1, Math.min(available, length / MIN_PER_THREAD));
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int i = 1; i < parts; i++) {
      long from = length * i / parts;
      long to = length * (i + 1) / parts;
      others.add(
          CompletableFuture.runAsync(() -> run(type, addresses, from, to, formula), THREADS));
    }
    run(type, addresses, 0, length / parts, formula);
    others.forEach(CompletableFuture::join);
    Reference.reachabilityFence(vectors);
  }

  private static void run(
      DataType type,
      List<Pointer> addresses,
      long from,
      long to,
      Consumer<ParameterBlock> formula) {
    ParameterBlock block =
        type == DataType.DOUBLE ? new DoubleBlock(addresses) : new FloatBlock(addresses);
    for (long start = from; start < to; start += ParameterBlock.CAPACITY) {
      block.read(start, Math.min(start + ParameterBlock.CAPACITY, to));
      formula.accept(block);
      block.write();
    }
  }
}
