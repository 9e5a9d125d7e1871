package org.blockwright.app;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.blockwright.base.UsageException;
import org.blockwright.job.Job;
import org.blockwright.job.JobRunner;
import org.blockwright.job.Setting;
import org.blockwright.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The subcommand {@code model create}. */
@Command(
    name = "create",
    description = {
      "Writes a saved model of a network with the weights of a file, without training. It contains"
          + " the preprocessing and the class names of the weights, so that predict and evaluate"
          + " need no other option.",
      "Layers without weights in the file, such as a new head, get random initial weights; they are"
          + " listed."
    },
    footer = {"  blockwright model create --model mobilenet --weights imagenet -o model.zip"})
final class ModelCreateCommand implements Callable<Integer> {
  static final Set<Setting> SETTINGS =
      Sets.union(
          Sets.union(ImmutableSet.of(Setting.MODEL), JobFlags.NETWORK_SETTINGS),
          JobFlags.WEIGHTS_SETTINGS);

  @Mixin private LabelsOption labels;

  @Option(
      names = {"-o", "--output"},
      required = true,
      order = 9,
      paramLabel = "FILE.zip",
      converter = Converters.ModelFile.class,
      description = "output file ending in .zip")
  private Path file;

  @Mixin private OutputFile output;
  @Spec private CommandSpec spec;

  private final Session session;

  ModelCreateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!InferenceModel.isOption(spec)) {
      throw new MissingParameterException(
          spec.commandLine(), spec.findOption(Setting.MODEL.flag()), Setting.MODEL.flag());
    }
    output.check(file);
    Job job = JobFlags.apply(Job.defaults(), spec.commandLine().getParseResult(), session);
    boolean hasWeights =
        spec.commandLine().getParseResult().hasMatchedOption(Setting.WEIGHTS.flag());
    if (!hasWeights && !job.usesSavedModel()) {
      throw new UsageException(AppProblems.noWeights(job.networkName()));
    }
    try (Model model = new JobRunner(session.progress()).createModel(job, labels.labels())) {
      // A saved model does not record them.
      if (!model.newlyInitialized().isEmpty()) {
        session
            .progress()
            .note(AppProblems.initialized(job.networkName(), model.newlyInitialized()));
      }
      model.save(file);
    }
    session.print(file.toString());
    return Main.SUCCESS;
  }
}
