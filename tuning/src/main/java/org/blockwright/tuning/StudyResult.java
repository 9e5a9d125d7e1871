package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import org.blockwright.inference.metrics.Metric;

/**
 * What came of a study: every trial, by number, those that failed among them.
 *
 * @param metric what it was after
 * @param space what varied
 * @param sampler who chose
 * @param seed what the choices derive from
 * @param trials all that ended, in the order in which they ran
 * @param stopped whether it was ended before its time
 */
public record StudyResult(
    Metric metric,
    Space space,
    String sampler,
    long seed,
    ImmutableList<TrialResult> trials,
    boolean stopped) {

  /**
   * The best trial; of equals the earliest. A training error when none ended well, with the first
   * one's reason.
   */
  public TrialResult.Done best() {
    return Ranking.best(metric, trials).orElseThrow(this::noBestTrial);
  }

  /** The trials that failed, by number. */
  public ImmutableList<TrialResult.Failed> failed() {
    return Ranking.failed(trials);
  }

  /** Best first, of equals the earlier; failed ones last. */
  public ImmutableList<TrialResult> sorted() {
    return Ranking.sorted(metric, trials);
  }

  /** For people: {@link #sorted}, a column for each name, then the failures with their reasons. */
  public String table() {
    return StudyExport.table(this);
  }

  /**
   * For spreadsheets (RFC 4180): a row a trial by number, with {@code number, state, objective}, a
   * column {@code values.NAME} for each value and {@code metrics.NAME} for each figure, {@code
   * seconds, failure}. What a trial has not is empty.
   */
  public String csv() {
    return StudyExport.csv(this);
  }

  /** For machines: goal, space, sampler, seed and the trials, all by name. */
  public String json() {
    return StudyExport.json(this);
  }

  private RuntimeException noBestTrial() {
    return trials.isEmpty()
        ? TuningProblems.noTrialsRun()
        : TuningProblems.allFailed(trials.size(), failed().get(0));
  }
}
