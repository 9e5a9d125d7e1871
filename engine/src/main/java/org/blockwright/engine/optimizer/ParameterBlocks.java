package org.blockwright.engine.optimizer;

import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.DoubleStream;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The trained segments of a flat parameter vector, cut into blocks. Formulas are applied to all of
 * them with the threads of the calling thread. The blocks are independent of each other and always
 * the same, so that the number of threads does not change a result.
 */
final class ParameterBlocks {
  /** Below this number of blocks per thread, starting a thread takes longer than it saves. */
  private static final int MIN_PER_THREAD = 8;

  private static final Executor THREADS =
      Executors.newCachedThreadPool(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("update-%s").build());

  private final ImmutableList<Segment> segments;

  /** For each segment, and at the end for all: the blocks before it. */
  private final int[] blocksBefore;

  /** For each segment: the trained parameters before it. */
  private final long[] offsets;

  /**
   * @param all the segments of the vector in order; those that are not trained are left out
   */
  ParameterBlocks(List<Segment> all) {
    segments = all.stream().filter(Segment::isTrained).collect(ImmutableList.toImmutableList());
    blocksBefore = new int[segments.size() + 1];
    offsets = new long[segments.size()];
    long offset = 0;
    for (int i = 0; i < segments.size(); i++) {
      long length = segments.get(i).length();
      offsets[i] = offset;
      offset += length;
      long count = (length + ParameterBlock.CAPACITY - 1) / ParameterBlock.CAPACITY;
      blocksBefore[i + 1] = Math.toIntExact(blocksBefore[i] + count);
    }
  }

  private int count() {
    return blocksBefore[segments.size()];
  }

  /**
   * Applies a formula to the blocks of all trained segments.
   *
   * @param parameters a contiguous vector
   * @param gradient a contiguous vector of the same length and data type; keeps its values
   * @param slots contiguous vectors of the trained parameters
   */
  void forEach(
      INDArray parameters,
      INDArray gradient,
      Collection<INDArray> slots,
      BiConsumer<Segment, ParameterBlock> formula) {
    ImmutableList<INDArray> vectors =
        ImmutableList.<INDArray>builder().add(parameters, gradient).addAll(slots).build();
    visit(
        vectors,
        (index, segment, block) -> {
          formula.accept(segment, block);
          block.write();
        });
  }

  /**
   * Returns the sum of a formula's values for the blocks of all trained segments, which keep their
   * values.
   *
   * @param parameters as in {@link #forEach}
   * @param gradient as in {@link #forEach}
   */
  double sum(
      INDArray parameters, INDArray gradient, ToDoubleBiFunction<Segment, ParameterBlock> formula) {
    double[] values = new double[count()];
    visit(
        List.of(parameters, gradient),
        (index, segment, block) -> values[index] = formula.applyAsDouble(segment, block));
    return DoubleStream.of(values).sum();
  }

  private interface Visit {
    void accept(int index, Segment segment, ParameterBlock block);
  }

  private void visit(List<INDArray> vectors, Visit visit) {
    DataType type = vectors.get(0).dataType();
    List<Pointer> addresses =
        vectors.stream().map(vector -> vector.data().addressPointer()).toList();
    int available = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    int parts = Math.max(1, Math.min(available, count() / MIN_PER_THREAD));
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int i = 1; i < parts; i++) {
      int first = end(i, parts);
      int end = end(i + 1, parts);
      others.add(
          CompletableFuture.runAsync(() -> run(type, addresses, first, end, visit), THREADS));
    }
    run(type, addresses, 0, end(1, parts), visit);
    others.forEach(CompletableFuture::join);
    Reference.reachabilityFence(vectors);
  }

  /** The block after the last one of a part. */
  private int end(int part, int parts) {
    return (int) ((long) count() * part / parts);
  }

  private void run(DataType type, List<Pointer> addresses, int first, int end, Visit visit) {
    ParameterBlock block =
        type == DataType.DOUBLE ? new DoubleBlock(addresses) : new FloatBlock(addresses);
    int number = 0;
    for (int index = first; index < end; index++) {
      while (blocksBefore[number + 1] <= index) {
        number++;
      }
      Segment segment = segments.get(number);
      long start = (long) (index - blocksBefore[number]) * ParameterBlock.CAPACITY;
      long length = Math.min(ParameterBlock.CAPACITY, segment.length() - start);
      block.read(segment.from() + start, offsets[number] + start, (int) length);
      visit.accept(index, segment, block);
    }
  }
}
