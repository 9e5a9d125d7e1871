package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.Split;
import org.blockwright.data.Targets;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.inference.Breakdown;
import org.blockwright.inference.PredictedTargets;
import org.blockwright.model.Model;
import org.blockwright.model.Provenance;
import org.blockwright.training.ResolvedSettings;
import org.blockwright.training.Trainer;
import org.blockwright.training.TrainingSetup;
import org.blockwright.weights.ClassNames;
import org.blockwright.weights.PreprocessingChoice;

/**
 * Prepares jobs: reads their images, network and weights, and checks them, without training.
 *
 * @param progress receives progress and messages
 * @param trainer returns the trainer of a job
 */
record JobPreparation(Progress progress, Function<Job, Trainer> trainer) {

  /**
   * A network with its weights loaded.
   *
   * @param job the settings, with the name of the weights
   * @param classNames those of the weights, if they belong to the outputs of the model
   */
  record PreparedModel(
      Job job,
      Model model,
      Optional<List<String>> classNames,
      List<String> notices,
      Map<String, String> metadata) {}

  /**
   * Everything needed for training.
   *
   * @param job the settings, with defaults that depend on the network resolved
   */
  record PreparedRun(
      Job job, PreparedModel preparedModel, TrainingSetup training, ImageSplits images) {}

  /**
   * Prepares a training.
   *
   * @throws org.blockwright.base.BlockwrightException if the job is invalid
   */
  PreparedRun prepareRun(Job job) {
    try (NetworkSource source = source(job, List.of())) {
      return source.hasSeveralOutputs(job)
          ? prepareSeveralOutputs(job, source)
          : prepareOneOutput(job, source);
    }
  }

  /** Prepares a network whose outputs are trained on columns of a CSV file. */
  private PreparedRun prepareSeveralOutputs(Job job, NetworkSource source) {
    Network assembled = source.withSeveralOutputs(job);
    SeveralOutputs.requireFits(job, assembled);
    ImageSplits images =
        ImageSplits.of(
            job, CsvColumns.of(assembled), data -> PredictedTargets.of(assembled, data).targets());
    noteProblems(images);
    List<String> notices = new ArrayList<>();
    checkSplit(job, images, notices);
    Network network = withColorMode(job, source, assembled, notices);
    return prepareTraining(job, source, network, source.keepsHead(job), images, notices);
  }

  private PreparedRun prepareOneOutput(Job job, NetworkSource source) {
    List<LabelMapping> mappings = new ArrayList<>();
    ImageSplits images =
        ImageSplits.of(
            job,
            CsvColumns.of(job, source),
            data -> {
              Targets targets = data.targets().get(0);
              LabelMapping mapping =
                  LabelMapping.of(
                      job.network().displayName(), source.output(), targets, job.keepHead());
              mappings.add(mapping);
              return List.of(
                  new Targets(
                      targets.name(),
                      LabelMapping.task(source.output(), targets),
                      ImmutableList.copyOf(mapping.labels())));
            });
    noteProblems(images);
    LabelMapping mapping = mappings.get(0);
    List<String> notices = new ArrayList<>();
    checkSplit(job, images, notices);
    mapping.notice().ifPresent(line -> addNotice(line, notices));
    List<String> labels = mapping.labels();
    Task task = images.train().task();
    NetworkSource relabeled = source.withLabels(task, labels);
    Network assembled = relabeled.assemble(job, task, labels);
    Network network = withColorMode(job, source, assembled, notices);
    return prepareTraining(job, relabeled, network, !mapping.newHead(), images, notices);
  }

  /**
   * Compares the split with that of the run that the job repeats.
   *
   * @throws DataException if it differs and the job is strict
   */
  private void checkSplit(Job job, ImageSplits images, List<String> notices) {
    Optional<String> recorded = job.recordedSplit();
    Optional<String> now = images.split().map(Split::sha256);
    if (recorded.isEmpty() || now.isEmpty() || now.equals(recorded)) {
      return;
    }
    String difference = JobProblems.otherSplit(recorded.get(), now.get());
    if (job.strict()) {
      throw new DataException(difference);
    }
    addNotice(difference, notices);
  }

  private void noteProblems(ImageSplits images) {
    images.warnings().forEach(progress::note);
    for (SkippedFile skipped : images.skipped()) {
      progress.note(JobProblems.skipped(skipped.key(), skipped.reason()));
    }
  }

  private PreparedRun prepareTraining(
      Job settings,
      NetworkSource source,
      Network network,
      boolean withHead,
      ImageSplits images,
      List<String> notices) {
    for (String column : settings.metricsBy()) {
      Breakdown.requireColumn(images.validation(), column);
      images.test().ifPresent(test -> Breakdown.requireColumn(test, column));
    }
    Job job = FineTuning.expand(settings, source, network);
    // Reports patterns that match nothing before weights are read.
    job.validateMultipliers(network.graph());
    Network weighted =
        OutputOptions.balanced(job, network, images.train(), line -> addNotice(line, notices));
    PreparedModel prepared = prepareModel(job, source, weighted, withHead, notices);
    try {
      // Reports layers that the engine does not support before the first batch.
      prepared.model().executor();
      TrainingSetup training = trainer.apply(job).prepare(prepared.model(), images.train().size());
      notices.addAll(training.notices());
      Job resolved =
          resolveDefaults(prepared.job(), prepared.model().network(), training.resolvedPhases());
      return new PreparedRun(resolved, prepared, training, images);
    } catch (RuntimeException | Error e) {
      prepared.model().close();
      throw e;
    }
  }

  /** Applies the color mode of the job, if it sets one. */
  private Network withColorMode(
      Job job, NetworkSource source, Network network, List<String> notices) {
    ColorMode current = network.conversion().colorMode();
    ColorMode requested = job.colorMode().orElse(current);
    if (requested != current
        && (source.savedModel().isPresent() || current == ColorMode.GRAYSCALE)) {
      addNotice(JobProblems.colorChanged(job.network().displayName(), current, requested), notices);
    }
    return requested == current ? network : network.colorMode(requested);
  }

  private void addNotice(String line, List<String> notices) {
    notices.add(line);
    progress.note(line);
  }

  /**
   * Creates the model of a job for inference, see {@link NetworkSource#forInference}. Without
   * labels, those of the weights are used if the head is loaded from a known file.
   *
   * @param labels labels of the outputs; empty for those of the weights or the network
   * @return the model with its weights; to be closed by the caller
   */
  Model createModel(Job job, List<String> labels) {
    if (job.isSavedModel() && labels.isEmpty() && job.networkParameters().values().isEmpty()) {
      return openSavedModel(job);
    }
    try (NetworkSource source = source(job, labels)) {
      PreparedModel prepared =
          prepareModel(job, source, source.forInference(job, labels), true, new ArrayList<>());
      return prepared
          .classNames()
          .filter(names -> labels.isEmpty())
          .map(prepared.model()::withLabels)
          .orElse(prepared.model())
          .withProvenance(new Provenance(prepared.metadata()));
    }
  }

  /** Opens a saved model that the job does not change, except for its preprocessing. */
  private Model openSavedModel(Job job) {
    Model model = Model.open(((NetworkReference.InFile) job.network()).file());
    PreprocessingChoice.of(model.network(), job.preprocessing(), List.of())
        .notices()
        .forEach(progress::note);
    return job.preprocessing().map(model::withPreprocessing).orElse(model);
  }

  private static NetworkSource source(Job job, List<String> labels) {
    return NetworkSource.of(job, labels);
  }

  private PreparedModel prepareModel(
      Job job, NetworkSource source, Network network, boolean withHead, List<String> notices) {
    Optional<WeightsFiles> weights =
        job.weights()
            .map(
                choice -> choice.locate(job.weightsStore(progress), network, source.fullNetwork()));
    List<PreprocessingChoice.Source> sources = weights.map(WeightsFiles::sources).orElse(List.of());
    PreprocessingChoice preprocessing =
        PreprocessingChoice.of(network, job.preprocessing(), sources);
    Model model = Model.create(preprocessing.network(), job.seed());
    try {
      source
          .savedModel()
          .ifPresent(saved -> saved.copyWeightsTo(model, n -> withHead || !n.isInHead()));
      Map<String, String> metadata = new LinkedHashMap<>(RunMetadata.environment());
      Set<String> loaded =
          weights
              .map(
                  files ->
                      files.load(
                          model,
                          source.fullNetwork().graph(),
                          job.pairingOptions(),
                          line -> addNotice(line, notices),
                          metadata))
              .orElse(Set.of());
      preprocessing.notices().forEach(line -> addNotice(line, notices));
      Optional<List<String>> classNames =
          sources.size() == 1
              ? sources
                  .get(0)
                  .entry()
                  .flatMap(entry -> ClassNames.ofLoadedHead(model.network(), entry, loaded))
              : Optional.empty();
      return new PreparedModel(
          weights.map(files -> files.named(job)).orElse(job), model, classNames, notices, metadata);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  /**
   * Resolves the defaults that depend on the network or the process, as {@code run.yaml} records
   * them.
   */
  private static Job resolveDefaults(Job job, Network network, List<ResolvedSettings> phases) {
    ColorMode colors = network.conversion().colorMode();
    Preprocessing images = network.preprocessing();
    Job withImages = job.with(Setting.PREPROCESSING, images.text(), images);
    // Several inputs may have their own, and not every description has a text form. A repeated run
    // takes them from weights or network, as this one.
    boolean hasText =
        network.inputs().size() == 1 && withImages.isExpressedByText(Setting.PREPROCESSING);
    return PhaseDefaults.resolve(hasText ? withImages : job, phases)
        .with(Setting.ENGINE, job.engine().id())
        .with(Setting.SCHEDULE, job.schedule().toString())
        .with(Setting.INITIAL_BIAS, job.initialBias().id())
        .with(Setting.SAMPLING, job.sampling().id())
        .with(Setting.GRAY, colors == ColorMode.GRAYSCALE);
  }
}
