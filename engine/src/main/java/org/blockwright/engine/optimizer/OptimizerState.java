package org.blockwright.engine.optimizer;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The state of an update rule for one flat parameter vector: moving averages and the number of
 * updates. Holds state for trained parameters only. Not thread-safe; closing it frees the state.
 *
 * <p>Every executor updates its parameters here, so that penalties, clipping and the average of the
 * parameters are the same for all of them.
 */
public final class OptimizerState implements AutoCloseable {
  /** Number of parameters that are averaged at a time, which limits temporary arrays. */
  private static final long CHUNK = 1L << 20;

  private final UpdateRule rule;
  private final ImmutableList<Segment> segments;
  private final ParameterBlocks blocks;
  private final ImmutableMap<String, INDArray> slots;
  private final Clipping clipping;
  private final Optional<AveragedParameters> average;
  private long iterations;
  private double learningRate;

  private OptimizerState(
      UpdateRule rule,
      ImmutableList<Segment> segments,
      ImmutableMap<String, INDArray> slots,
      Clipping clipping,
      Optional<AveragedParameters> average) {
    this.rule = rule;
    this.segments = segments;
    this.blocks = new ParameterBlocks(segments);
    this.slots = slots;
    this.clipping = clipping;
    this.average = average;
    this.learningRate = rule.learningRate();
  }

  /**
   * Returns the initial state: all moving averages are 0.
   *
   * @param segments cover the parameter vector from 0 without gaps, in order
   * @param type the data type of the parameters
   */
  public static OptimizerState create(UpdateRule rule, List<Segment> segments, DataType type) {
    return create(rule, segments, type, Clipping.NONE, 0);
  }

  /**
   * Returns the initial state as {@link #create(UpdateRule, List, DataType)}, with clipping and an
   * average of the parameters.
   *
   * @param momentum of the exponential moving average of the trained parameters, see {@link
   *     #swapAverage}; 0 for none
   */
  public static OptimizerState create(
      UpdateRule rule, List<Segment> segments, DataType type, Clipping clipping, double momentum) {
    Hyperparameters.requireDecayRate("average", "momentum", momentum);
    ImmutableList<Segment> merged = merge(segments);
    long trained = merged.stream().filter(Segment::isTrained).mapToLong(Segment::length).sum();
    ImmutableMap.Builder<String, INDArray> slots = ImmutableMap.builder();
    if (trained > 0) {
      rule.slots().forEach(name -> slots.put(name, Nd4j.create(type, trained)));
    }
    return new OptimizerState(
        rule,
        merged,
        slots.build(),
        clipping,
        momentum > 0 && trained > 0
            ? Optional.of(new AveragedParameters(Nd4j.create(type, trained), momentum))
            : Optional.empty());
  }

  private static ImmutableList<Segment> merge(List<Segment> segments) {
    List<Segment> merged = new ArrayList<>();
    long end = 0;
    for (Segment segment : segments) {
      Preconditions.checkArgument(segment.from() == end, "segments have a gap at %s", end);
      end = segment.to();
      int last = merged.size() - 1;
      if (last >= 0 && merged.get(last).continuesIn(segment)) {
        merged.set(last, merged.get(last).until(end));
      } else {
        merged.add(segment);
      }
    }
    return ImmutableList.copyOf(merged);
  }

  /** Returns the update rule. */
  public UpdateRule rule() {
    return rule;
  }

  /** Returns the segments of the parameter vector, adjacent ones with equal treatment merged. */
  public ImmutableList<Segment> segments() {
    return segments;
  }

  /**
   * Returns the state vectors by Keras's names, such as {@code momentum}. They cover the trained
   * segments one after another; writing to them changes the state. Empty if the rule has no state
   * or nothing is trained.
   */
  public Map<String, INDArray> slots() {
    return slots;
  }

  /**
   * Returns the state of a range of the parameter vector by Keras's names; writing to it changes
   * the state. Empty if these parameters are not trained or the rule has no state.
   *
   * @param from first position
   * @param to position after the last one, in the same segment
   */
  public Map<String, INDArray> slots(long from, long to) {
    long offset = 0;
    for (Segment segment : segments) {
      if (segment.isTrained() && segment.from() <= from && to <= segment.to()) {
        long start = offset + from - segment.from();
        return Maps.transformValues(slots, slot -> Vectors.range(slot, start, start + to - from));
      }
      offset += segment.isTrained() ? segment.length() : 0;
    }
    return Map.of();
  }

  /**
   * Returns whether a range of the parameter vector is trained.
   *
   * @param from first position
   * @param to position after the last one, in the same segment
   */
  public boolean isTrained(long from, long to) {
    return segments.stream()
        .anyMatch(segment -> segment.isTrained() && segment.from() <= from && to <= segment.to());
  }

  /** Returns the number of updates so far. */
  public long iterations() {
    return iterations;
  }

  /** Sets the number of updates so far, to continue from saved state. */
  public void setIterations(long iterations) {
    this.iterations = iterations;
  }

  /** Returns the base learning rate of the next update. */
  public double learningRate() {
    return learningRate;
  }

  /**
   * Sets the base learning rate of the following updates, at first that of the rule; segments
   * multiply it by their own multiplier.
   *
   * @param learningRate at least 0
   */
  public void setLearningRate(double learningRate) {
    Hyperparameters.requireAtLeastZero(
        rule.getClass().getSimpleName(), "learningRate", learningRate);
    this.learningRate = learningRate;
  }

  /**
   * Updates moving statistics: {@code parameters -= gradient}. To be called for each batch.
   *
   * @param gradient in these segments the negative change of the statistics, not a sum over samples
   */
  public void updateStatistics(INDArray parameters, INDArray gradient) {
    INDArray values = vector(parameters);
    INDArray changes = vector(gradient);
    for (Segment segment : segments) {
      if (segment.treatment() == Segment.Treatment.STATISTIC) {
        Vectors.range(values, segment.from(), segment.to())
            .subi(Vectors.range(changes, segment.from(), segment.to()));
      }
    }
  }

  /**
   * Updates the trained parameters in place and counts the update.
   *
   * @param gradientSum the sum of the gradients of {@code samples} samples
   */
  public void update(INDArray parameters, INDArray gradientSum, long samples) {
    INDArray values = vector(parameters);
    INDArray gradients = vector(gradientSum);
    iterations++;
    double factor = clippingFactor(values, gradients, samples);
    blocks.forEach(
        values,
        gradients,
        slots.values(),
        (segment, block) -> {
          prepare(segment, block, samples);
          if (factor < 1) {
            block.scale(ParameterBlock.GRADIENT, factor);
          }
          (segment.decays() ? rule : rule.withoutWeightDecay())
              .apply(
                  block,
                  learningRate * segment.learningRateMultiplier(),
                  iterations - segment.updatesBefore());
        });
    average.ifPresent(
        a -> {
          forEachChunk(
              (segment, from, to, offset) -> a.update(offset, Vectors.range(values, from, to)));
          a.updated();
        });
  }

  /** Returns the factor of all gradients that clips their norm. */
  private double clippingFactor(INDArray values, INDArray gradients, long samples) {
    if (clipping.norm() == 0) {
      return 1;
    }
    return clipping.factor(
        blocks.sum(
            values,
            gradients,
            (segment, block) -> {
              prepare(segment, block, samples);
              return block.sumOfSquares(ParameterBlock.GRADIENT);
            }));
  }

  /** Makes mean gradients with penalties of the sums, and clips their elements. */
  private void prepare(Segment segment, ParameterBlock block, long samples) {
    block.divide(ParameterBlock.GRADIENT, samples);
    if (segment.l2() > 0) {
      block.add(ParameterBlock.GRADIENT, segment.l2(), ParameterBlock.PARAMETERS);
    }
    if (segment.l1() > 0) {
      block.addSign(ParameterBlock.GRADIENT, segment.l1(), ParameterBlock.PARAMETERS);
    }
    clipping.clipElements(block);
  }

  /** A part of a trained segment. */
  private interface ChunkTask {
    /**
     * Handles the parameters from {@code from} to before {@code to}.
     *
     * @param offset position of the first one among the trained parameters
     */
    void run(Segment segment, long from, long to, long offset);
  }

  private void forEachChunk(ChunkTask task) {
    long offset = 0;
    for (Segment segment : segments) {
      if (!segment.isTrained()) {
        continue;
      }
      for (long from = segment.from(); from < segment.to(); from += CHUNK) {
        long to = Math.min(from + CHUNK, segment.to());
        task.run(segment, from, to, offset);
        offset += to - from;
      }
    }
  }

  /**
   * Exchanges the trained parameters with their exponential moving average; a second call restores
   * them. Does nothing without an average or before the first update.
   *
   * <p>The average is that of Keras's {@code use_ema}: after the first update it is the parameters,
   * after each further one momentum * average + (1 - momentum) * parameters.
   */
  public void swapAverage(INDArray parameters) {
    INDArray values = vector(parameters);
    average
        .filter(AveragedParameters::hasValues)
        .ifPresent(
            a ->
                forEachChunk(
                    (segment, from, to, offset) ->
                        a.swap(offset, Vectors.range(values, from, to))));
  }

  /** Returns whether the state has an average of the parameters, see {@link #swapAverage}. */
  public boolean hasAverage() {
    return average.isPresent();
  }

  /**
   * Returns the average of the parameters, one element for each trained one; writing to it changes
   * the average. Empty without an average.
   */
  public Optional<INDArray> average() {
    return average.map(AveragedParameters::values);
  }

  /** Returns whether there is an average with values, which it has from the first update on. */
  public boolean hasAverageValues() {
    return average.filter(AveragedParameters::hasValues).isPresent();
  }

  /** Sets whether the average, if there is one, has values, to continue from saved state. */
  public void setHasAverageValues(boolean hasValues) {
    average.ifPresent(a -> a.setHasValues(hasValues));
  }

  /**
   * Returns the penalties, the sum of {@code l1 * |parameter| + l2 / 2 * parameter^2} over all
   * segments.
   */
  public double penalty(INDArray parameters) {
    INDArray values = vector(parameters);
    double penalty = 0;
    for (Segment segment : segments) {
      if (segment.l2() > 0) {
        double norm =
            Vectors.range(values, segment.from(), segment.to()).norm2Number().doubleValue();
        penalty += segment.l2() / 2 * norm * norm;
      }
      if (segment.l1() > 0) {
        penalty +=
            segment.l1()
                * Vectors.range(values, segment.from(), segment.to()).norm1Number().doubleValue();
      }
    }
    return penalty;
  }

  private INDArray vector(INDArray array) {
    long length = segments.isEmpty() ? 0 : segments.get(segments.size() - 1).to();
    Preconditions.checkArgument(
        array.length() == length, "expected %s parameters, got %s", length, array.length());
    return Vectors.flat(array);
  }

  @Override
  public void close() {
    slots.values().forEach(INDArray::close);
    average.ifPresent(AveragedParameters::close);
  }
}
