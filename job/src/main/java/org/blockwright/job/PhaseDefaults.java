package org.blockwright.job;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.blockwright.training.ResolvedSettings;
import org.blockwright.training.StandardizationMode;
import org.blockwright.training.phase.Phase;

/**
 * Records the defaults of a training that depend on the network in its job, for {@code run.yaml}.
 * Those of phases are recorded in each phase; the others only if they are the same in all phases,
 * since a repeated run resolves them in the same way.
 */
final class PhaseDefaults {
  private PhaseDefaults() {}

  /**
   * @param resolved of each phase; a single element without phases
   */
  static Job resolve(Job job, List<ResolvedSettings> resolved) {
    Job common =
        withCommon(
            withCommon(
                withCommon(
                    job,
                    Setting.STANDARDIZE,
                    resolved,
                    r -> (r.standardize() ? StandardizationMode.ON : StandardizationMode.OFF).id()),
                Setting.STANDARDIZE_TARGETS,
                resolved,
                r -> r.standardizeTargets().id()),
            Setting.WEIGHT_DECAY,
            resolved,
            r -> job.optimizer().decoupledWeightDecay().orElse(r.weightDecay()));
    if (job.phases().isEmpty()) {
      return common
          .with(Setting.EPOCHS, resolved.get(0).epochs())
          .with(Setting.PATIENCE, resolved.get(0).patience());
    }
    List<Phase> phases = new ArrayList<>();
    for (int i = 0; i < resolved.size(); i++) {
      phases.add(
          job.phases()
              .get(i)
              .epochs(resolved.get(i).epochs())
              .patience(resolved.get(i).patience()));
    }
    PhasesText text = new PhasesText(phases);
    return common.with(Setting.PHASES, text.toString(), text);
  }

  private static Job withCommon(
      Job job,
      Setting setting,
      List<ResolvedSettings> resolved,
      Function<ResolvedSettings, Object> value) {
    List<Object> values = resolved.stream().map(value).distinct().toList();
    return values.size() == 1 ? job.with(setting, values.get(0)) : job;
  }
}
