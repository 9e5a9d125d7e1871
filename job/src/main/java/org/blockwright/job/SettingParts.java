package org.blockwright.job;

import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.training.schedule.LearningRateSchedule;

/**
 * Keys of a part of a setting: the value of one output ({@code loss.age}), the weight of one class
 * ({@code class-weights.cat}), a parameter of layers ({@code network.block5/conv*.filters}), a part
 * of the schedule ({@code schedule.warm-up}), or of a phase ({@code phases.2.learning-rate}).
 */
final class SettingParts {
  private SettingParts() {}

  /**
   * Returns a job with a part of a setting set or replaced.
   *
   * @param key the key of the setting, a dot, and the name of the part
   * @return empty if the key is not that of a part
   * @throws UsageException if the value is not valid
   */
  static Optional<Job> set(Job job, String key, String value) {
    int dot = key.indexOf('.');
    Optional<Setting> setting = dot < 0 ? Optional.empty() : Setting.of(key.substring(0, dot));
    String name = key.substring(dot + 1);
    return setting.flatMap(s -> set(job, s, name, value));
  }

  private static Optional<Job> set(Job job, Setting setting, String name, String value) {
    return switch (setting) {
      case CLASS_WEIGHTS -> Optional.of(withClassWeight(job, name, value));
      case NETWORK_PARAMETERS -> Optional.of(withNetworkParameter(job, name, value));
      case SCHEDULE -> Optional.of(withSchedule(job, name, value));
      case PHASES -> Optional.of(withPhases(job, name, value));
      default ->
          PerOutputSetting.of(setting).map(perOutput -> perOutput.parseAndSet(job, name, value));
    };
  }

  private static Job withClassWeight(Job job, String name, String weight) {
    ClassWeights all = job.classWeights().orElse(ClassWeights.NONE).with(name, weight);
    return job.with(Setting.CLASS_WEIGHTS, all.toString(), all);
  }

  private static Job withNetworkParameter(Job job, String name, String value) {
    NetworkParameters all = job.networkParameters().with(name, value);
    return job.with(Setting.NETWORK_PARAMETERS, all.toString(), all);
  }

  private static Job withSchedule(Job job, String name, String value) {
    try {
      LearningRateSchedule changed = job.schedule().with(name, value);
      return job.with(Setting.SCHEDULE, changed.toString(), changed);
    } catch (UsageException e) {
      throw new UsageException(JobProblems.invalidText(Setting.SCHEDULE, e.getMessage()), e);
    }
  }

  private static Job withPhases(Job job, String name, String value) {
    PhasesText changed = new PhasesText(job.phases()).with(name, value);
    return job.with(Setting.PHASES, changed.toString(), changed);
  }
}
