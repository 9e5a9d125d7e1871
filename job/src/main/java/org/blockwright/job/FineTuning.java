package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.Node;
import org.blockwright.training.phase.Phase;

/**
 * Expands the settings of fine-tuning: {@code fine-tune} to phases, and {@code lr-decay-by-group}
 * to learning-rate multipliers. A {@code run.yaml} has what they are expanded to.
 *
 * @param groups names of the blocks from the input to the head, those of a group in one list
 * @param decay factor of the learning rate from each group to the one before it
 */
record FineTuning(String network, List<List<String>> groups, double decay) {
  private static final double RATE_FACTOR = 0.1;

  /**
   * Returns a job with phases and multipliers in place of these settings.
   *
   * @throws UsageException if the job has phases of its own, or the network has too few groups
   */
  static Job expand(Job job, NetworkSource source, Network network) {
    int epochs = job.intValue(Setting.FINE_TUNE);
    double decay = job.number(Setting.LR_DECAY_BY_GROUP);
    if (epochs == 0 && decay == 1) {
      return job;
    }
    FineTuning tuning = new FineTuning(network.name(), groups(source, network), decay);
    Job expanded = epochs == 0 ? job : tuning.withPhases(job, epochs);
    return decay == 1
        ? expanded
        : expanded
            .withLearningRateMultipliers(tuning.decayed(job.learningRateMultipliers()))
            .with(Setting.LR_DECAY_BY_GROUP, 1);
  }

  /** Returns the groups of a network of the zoo, or the blocks of another one. */
  private static ImmutableList<List<String>> groups(NetworkSource source, Network network) {
    Set<String> trainable = new LinkedHashSet<>();
    Set<String> blocks = new LinkedHashSet<>();
    for (Node node : network.graph().nodes()) {
      if (!node.isInHead() && !network.graph().parameters(node).isEmpty()) {
        blocks.add(node.topLevelBlock());
        String path = "";
        for (String name : node.path().split("/")) {
          path = path.isEmpty() ? name : path + "/" + name;
          trainable.add(path);
        }
      }
    }
    List<List<String>> all =
        source
            .zooModel()
            .map(model -> model.groups())
            .orElseGet(() -> blocks.stream().map(List::of).toList());
    return all.stream()
        .map(group -> group.stream().filter(trainable::contains).toList())
        .filter(group -> !group.isEmpty())
        .collect(ImmutableList.toImmutableList());
  }

  private Job withPhases(Job job, int epochs) {
    if (!job.phases().isEmpty()) {
      throw new UsageException(JobProblems.phasesAndFineTune());
    }
    int count = job.intValue(Setting.FINE_TUNE_GROUPS);
    if (count > groups.size()) {
      throw new UsageException(JobProblems.tooManyGroups(network, count, groups));
    }
    List<Phase> phases = new ArrayList<>(List.of(Phase.defaults().freeze("*")));
    for (int last = job.bool(Setting.GRADUAL_UNFREEZING) ? 1 : count; last <= count; last++) {
      phases.add(unfrozen(last).epochs(epochs).learningRate(job.learningRate() * RATE_FACTOR));
    }
    PhasesText text = new PhasesText(phases);
    return job.with(Setting.PHASES, text.toString(), text)
        .with(Setting.FINE_TUNE, 0)
        .with(Setting.FINE_TUNE_GROUPS, 1)
        .with(Setting.GRADUAL_UNFREEZING, false);
  }

  /** Returns a phase in which the head and the last groups are trained. */
  private Phase unfrozen(int last) {
    Phase phase = Phase.defaults();
    double multiplier = 1;
    for (List<String> group : Lists.reverse(groups).subList(0, last)) {
      multiplier *= decay;
      for (String block : group) {
        phase = phase.learningRateMultiplier(block, multiplier);
      }
    }
    return phase.freeze("*");
  }

  /** Returns the rules of the job, then those of all groups. */
  private LearningRateMultipliers decayed(LearningRateMultipliers ofJob) {
    LearningRateMultipliers all = ofJob;
    double multiplier = 1;
    for (List<String> group : Lists.reverse(groups)) {
      multiplier *= decay;
      for (String block : group) {
        all = all.multiplier(block, multiplier);
      }
    }
    return all;
  }
}
