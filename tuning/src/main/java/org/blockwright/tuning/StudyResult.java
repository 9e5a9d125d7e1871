package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import org.blockwright.inference.metrics.Metric;

/**
 * The result of a study: all trials, including failed ones.
 *
 * @param metric metric that was optimized
 * @param space search space
 * @param sampler name of the sampler
 * @param seed seed of all random choices
 * @param trials all trials that ended, in the order in which they ran
 * @param stopped whether the study was stopped before its last trial
 */
public record StudyResult(
    Metric metric,
    Space space,
    String sampler,
    long seed,
    ImmutableList<TrialResult> trials,
    boolean stopped) {

  /**
   * Returns the result of a stored study as it is now, without the trials that are running.
   *
   * @param sampler name of the sampler
   */
  public static StudyResult of(
      StudyStore store, Metric metric, Space space, String sampler, long seed) {
    ImmutableList<TrialResult> trials = TrialResults.of(store.trials());
    return new StudyResult(metric, space, sampler, seed, trials, false);
  }

  /**
   * Returns the best trial, the earliest one of equals.
   *
   * @throws org.blockwright.base.TrainingException if no trial completed; the message has the first
   *     failure
   */
  public TrialResult.Done best() {
    return Ranking.best(metric, trials).orElseThrow(this::noBestTrial);
  }

  /** Returns the failed trials, by number. */
  public ImmutableList<TrialResult.Failed> failed() {
    return Ranking.failed(trials);
  }

  /** Returns the trials, best first; equal ones by number, failed ones last. */
  public ImmutableList<TrialResult> sorted() {
    return Ranking.sorted(metric, trials);
  }

  /** Returns a text table of the {@link #sorted} trials, and the messages of failed ones. */
  public String table() {
    return StudyExport.table(this);
  }

  /**
   * Returns the trials as {@link org.blockwright.base.Csv}, a row per trial: {@code number, state,
   * objective}, a column {@code params.NAME} for each parameter and {@code metrics.NAME} for each
   * metric, {@code seconds, failure}. Missing values are empty.
   */
  public String csv() {
    return StudyExport.csv(this);
  }

  /** Returns metric, space, sampler, seed and trials as JSON. */
  public String json() {
    return StudyExport.json(this);
  }

  private RuntimeException noBestTrial() {
    return trials.isEmpty()
        ? TuningProblems.noTrialsRun()
        : TuningProblems.allFailed(trials.size(), failed().get(0));
  }
}
