package org.blockwright.training.checkpoint;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/**
 * The position of a training between two updates, and its state that is not in arrays.
 *
 * @param phase number of the phase, from 1
 * @param epoch what the current epoch has done so far; of 0 batches between two epochs
 * @param counters numbers of batches and updates
 * @param history the epochs so far, as history.csv
 * @param best the best epoch of all phases
 * @param bestOfPhase the best epoch of this phase
 * @param plateau the state of a schedule that reduces the learning rate on a plateau
 * @param stopReason why the training is to end; empty if it is not
 * @param layers what earlier phases have trained
 * @param cachedAt the layers whose features earlier phases have cached
 * @param skipped the reasons by the key of each file that could not be decoded
 * @param skippedInTraining those among the training images of this phase
 */
public record Position(
    int phase,
    EpochPart epoch,
    Counters counters,
    String history,
    Best best,
    Best bestOfPhase,
    Plateau plateau,
    String stopReason,
    Layers layers,
    List<String> cachedAt,
    Map<String, String> skipped,
    Map<String, String> skippedInTraining) {

  public Position {
    cachedAt = ImmutableList.copyOf(cachedAt);
    skipped = ImmutableMap.copyOf(skipped);
    skippedInTraining = ImmutableMap.copyOf(skippedInTraining);
  }

  /**
   * A part of an epoch.
   *
   * @param batches number of its batches so far
   * @param images number of its images so far
   * @param lossSum sum of the losses of these images
   * @param seconds duration so far
   */
  public record EpochPart(int batches, long images, double lossSum, double seconds) {
    /** The beginning of an epoch. */
    public static final EpochPart NONE = new EpochPart(0, 0, 0, 0);
  }

  /**
   * Numbers of batches and updates.
   *
   * @param batchesBefore batches of the phases before
   * @param batches batches of this phase
   * @param updates updates of this phase
   * @param iterations the iteration count of the executor
   * @param executor name of the executor
   * @param hasAverage whether the average of the weights has values
   * @param earlierIterations iterations of the phases before
   * @param earlierUpdates updates of each parameter in the phases before, by name
   */
  public record Counters(
      long batchesBefore,
      long batches,
      long updates,
      long iterations,
      String executor,
      boolean hasAverage,
      long earlierIterations,
      Map<String, Long> earlierUpdates) {
    public Counters {
      earlierUpdates = ImmutableMap.copyOf(earlierUpdates);
    }
  }

  /**
   * The best epoch.
   *
   * @param epoch its number; 0 if there is none
   * @param value its metric; NaN if there is none
   */
  public record Best(int epoch, double value) {}

  /**
   * The state of a reduction on a plateau.
   *
   * @param reduction product of all reductions
   * @param best the best value; NaN if there is none
   * @param epochsWithoutImprovement number of epochs since then
   * @param cooldown number of epochs in which none is counted
   */
  public record Plateau(
      double reduction, double best, int epochsWithoutImprovement, int cooldown) {}

  /**
   * Layers that were newly initialized before the training.
   *
   * @param trained those that earlier phases have trained
   * @param trainedInBest those that were trained in the best epoch, if an earlier phase has it
   */
  public record Layers(List<String> trained, List<String> trainedInBest) {
    public Layers {
      trained = ImmutableList.copyOf(trained);
      trainedInBest = ImmutableList.copyOf(trainedInBest);
    }
  }
}
