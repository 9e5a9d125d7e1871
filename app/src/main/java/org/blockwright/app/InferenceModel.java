package org.blockwright.app;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockwright.base.UsageException;
import org.blockwright.base.WeightsException;
import org.blockwright.job.Job;
import org.blockwright.job.JobRunner;
import org.blockwright.job.Setting;
import org.blockwright.model.Model;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The model of a command that predicts: a saved one, or a network with a weights file. The network
 * is the first argument, or that of {@code --model}.
 */
final class InferenceModel {
  /** The options of these commands. */
  static final ImmutableSet<Setting> SETTINGS =
      ImmutableSet.of(
          Setting.MODEL,
          Setting.INPUT,
          Setting.WEIGHTS,
          Setting.GRAY_KERNEL,
          Setting.OFFLINE,
          Setting.WEIGHTS_CACHE,
          Setting.PREPROCESSING);

  static final String LABEL = "MODEL";

  static final String DESCRIPTION =
      "saved .zip, or with --weights a zoo network or .yaml or .json description; omit it with"
          + " --model";

  private final Job job;
  private final boolean hasWeights;
  private final Session session;

  private InferenceModel(Job job, boolean hasWeights, Session session) {
    this.job = job;
    this.hasWeights = hasWeights;
    this.session = session;
  }

  /** Returns whether the network is given by {@code --model}, and not by the first argument. */
  static boolean isOption(CommandSpec spec) {
    return spec.commandLine().getParseResult().hasMatchedOption(Setting.MODEL.flag());
  }

  /**
   * Reads the options of a command.
   *
   * @param argument the first argument; ignored with {@code --model}
   * @throws MissingParameterException if there is neither
   */
  static InferenceModel of(Optional<String> argument, CommandSpec spec, Session session) {
    Job job = JobFlags.apply(Job.defaults(), spec.commandLine().getParseResult(), session);
    if (!isOption(spec)) {
      String name =
          argument.orElseThrow(
              () ->
                  new MissingParameterException(
                      spec.commandLine(), spec.positionalParameters().get(0), LABEL));
      job = job.with(Setting.MODEL, name);
    }
    boolean hasWeights =
        spec.commandLine().getParseResult().hasMatchedOption(Setting.WEIGHTS.flag());
    return new InferenceModel(job, hasWeights, session);
  }

  /** Returns the network or file as given. */
  String name() {
    return job.toMap().get(Setting.MODEL.key()).toString();
  }

  /**
   * Opens or creates the model.
   *
   * @param labels labels of the outputs; empty for those of the weights or the network
   * @return the model; to be closed by the caller
   * @throws UsageException if the network has no weights
   * @throws WeightsException if a layer has none, for instance since the file has another head
   */
  Model open(List<String> labels) {
    Model model = new JobRunner(session.progress()).createModel(job, labels);
    Set<String> random = model.newlyInitialized();
    if (random.isEmpty()) {
      return model;
    }
    model.close();
    String network = job.networkName();
    if (!hasWeights) {
      throw new UsageException(AppProblems.noWeights(network));
    }
    throw new WeightsException(
        AppProblems.layersWithoutWeights(
            network, ImmutableSet.copyOf(Iterables.limit(random, AppProblems.MAX_LAYERS))));
  }
}
