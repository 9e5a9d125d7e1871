package org.blockwright.job;

import java.util.Map;
import java.util.function.Consumer;

/** Settings that replace those of a job file, such as options of the command line. */
public final class JobOptions {
  private JobOptions() {}

  /**
   * Returns a job with other values of some settings. If they replace the network or the weights
   * that the job names, but not its preprocessing, it is chosen anew, with a notice, because it
   * belongs to the old ones: {@code run.yaml} has it in any case.
   *
   * @param notices receives messages to the user, one line each
   * @throws org.blockwright.base.UsageException if a value is not valid for its setting
   */
  public static Job apply(Job job, Map<Setting, Object> options, Consumer<String> notices) {
    Job updated = job;
    for (Map.Entry<Setting, Object> option : options.entrySet()) {
      updated = updated.with(option.getKey(), option.getValue());
    }
    if (job.preprocessing().isEmpty() || options.containsKey(Setting.PREPROCESSING)) {
      return updated;
    }
    for (Setting setting : new Setting[] {Setting.WEIGHTS, Setting.MODEL}) {
      if (job.isSet(setting) && !job.text(setting).equals(updated.text(setting))) {
        notices.accept(
            JobProblems.preprocessingChosenAnew(job.text(Setting.PREPROCESSING), setting));
        return updated.with(Setting.PREPROCESSING, Setting.PREPROCESSING.defaultValue());
      }
    }
    return updated;
  }
}
