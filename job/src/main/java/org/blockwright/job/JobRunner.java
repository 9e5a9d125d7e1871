package org.blockwright.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.TrainingPlan;
import org.blockwright.training.Caching;
import org.blockwright.training.ResolvedSettings;
import org.blockwright.training.StandardizationMode;
import org.blockwright.training.Trainer;
import org.blockwright.training.TrainingResult;
import org.blockwright.training.features.FeatureCache;

/**
 * Does jobs. Jobs that differ behind a frozen beginning share its features where a cache is given.
 *
 * @param stop asked after every batch: whether to end, keeping the best model so far
 */
public record JobRunner(Progress progress, BooleanSupplier stop, Optional<FeatureCache> cache) {

  public JobRunner(Progress progress) {
    this(progress, () -> false, Optional.empty());
  }

  /** A network with its weights. */
  private record PreparedModel(Model model, List<String> notices, Map<String, String> metadata) {}

  /**
   * All that training needs.
   *
   * @param job with every default that depends on the network decided
   */
  private record PreparedRun(Job job, PreparedModel preparedModel, ImageSplits images) {}

  /**
   * Does a job: everything that can be wrong is found before the first batch.
   *
   * @throws org.blockwright.base.BlockwrightException where something is wrong with it
   */
  public JobResult run(Job job) {
    return run(job, true);
  }

  /**
   * Does a job, and leaves its test images alone, as trials of a study have to.
   *
   * @throws org.blockwright.base.BlockwrightException where something is wrong with it
   */
  public JobResult runWithoutTest(Job job) {
    return run(job, false);
  }

  /** Evaluates a trained model on the test images of its job; empty where it has none. */
  public Optional<Evaluation.Result> evaluateTest(Job job, Model model) {
    ImagePreprocessor reader = ImagePreprocessor.of(model.network());
    return ImageSplits.of(job, classes -> model.network().labels())
        .test()
        .map(images -> evaluate(job, model, images, reader));
  }

  private JobResult run(Job job, boolean testing) {
    PreparedRun ready = prepareRun(job);
    Job scheduled = ready.job();
    PreparedModel prepared = ready.preparedModel();
    ImageSplits pictures = ready.images();
    Model model = prepared.model();
    try {
      ImagePreprocessor reader = ImagePreprocessor.of(model.network());
      long start = System.nanoTime();
      TrainingResult run =
          trainer(scheduled)
              .train(model, pictures.train(), Optional.of(pictures.validation()), reader);
      double trained = (System.nanoTime() - start) / 1e9;
      Map<String, Measurements> measured = new LinkedHashMap<>();
      run.validation().ifPresent(m -> measured.put("validation", m));
      List<SkippedFile> skipped = new ArrayList<>(pictures.skipped());
      skipped.addAll(run.skipped());
      if (testing && pictures.test().isPresent() && !run.interrupted()) {
        Evaluation.Result tested = evaluate(job, model, pictures.test().orElseThrow(), reader);
        measured.put("test", tested.measurements());
        skipped.addAll(tested.skipped());
      }
      Map<String, String> facts = new LinkedHashMap<>(prepared.metadata());
      facts.putAll(RunMetadata.data(pictures));
      facts.put("seconds training", String.format(Locale.ROOT, "%.1f", trained));
      run.featuresCachedAt().ifPresent(layer -> facts.put("features kept at", layer));
      return new JobResult(
          scheduled,
          model,
          run,
          pictures,
          measured,
          skipped,
          notices(pictures, prepared, run),
          facts);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private static List<String> notices(
      ImageSplits pictures, PreparedModel prepared, TrainingResult run) {
    List<String> notices = new ArrayList<>(pictures.warnings());
    notices.addAll(prepared.notices());
    if (run.interrupted()) {
      notices.add("interrupted; the model is the best so far");
    }
    return notices;
  }

  /**
   * Checks a job without training: pictures, network, weights.
   *
   * @return what would be trained; to be closed
   */
  public Model check(Job job) {
    return prepareRun(job).preparedModel().model();
  }

  private PreparedRun prepareRun(Job job) {
    trainer(job);
    try (NetworkSource source = source(job, List.of())) {
      List<LabelMapping> decided = new ArrayList<>();
      ImageSplits pictures =
          ImageSplits.of(
              job,
              classes -> {
                decided.add(
                    LabelMapping.of(
                        job.require(Setting.MODEL),
                        source.labels(),
                        classes,
                        job.bool(Setting.HEAD_KEEP)));
                return decided.get(0).labels();
              });
      pictures.warnings().forEach(progress::note);
      for (SkippedFile skipped : pictures.skipped()) {
        progress.note("left out %s: %s".formatted(skipped.key(), skipped.reason()));
      }
      LabelMapping labelling = decided.get(0);
      List<String> notices = new ArrayList<>();
      labelling.notice().ifPresent(line -> addNotice(line, notices));
      List<String> labels = labelling.labels();
      NetworkSource labelled = source.withLabels(labels);
      Network network = withColorMode(job, source, labelled.assemble(job, labels), notices);
      PreparedModel prepared = prepareModel(job, labelled, network, !labelling.newHead(), notices);
      try {
        return new PreparedRun(resolveDefaults(job, prepared.model()), prepared, pictures);
      } catch (RuntimeException | Error e) {
        prepared.model().close();
        throw e;
      }
    }
  }

  /** The network for images in the colors of the job, or in its own where the job sets none. */
  private Network withColorMode(
      Job job, NetworkSource source, Network network, List<String> notices) {
    ColorMode own = network.conversion().colorMode();
    if (!job.isSet(Setting.GRAY)) {
      return network;
    }
    ColorMode wanted = job.bool(Setting.GRAY) ? ColorMode.GRAYSCALE : ColorMode.RGB;
    if (wanted != own && (source.savedModel().isPresent() || own == ColorMode.GRAYSCALE)) {
      addNotice(JobProblems.colorChanged(job.require(Setting.MODEL), own, wanted), notices);
    }
    return network.colorMode(wanted);
  }

  private void addNotice(String line, List<String> notices) {
    notices.add(line);
    progress.note(line);
  }

  /**
   * The network of a job with its weights, to be run and not trained: {@link
   * NetworkSource#forInference}.
   *
   * @param labels what the outputs mean; empty for the network's own
   * @return to be closed
   */
  public Model createModel(Job job, List<String> labels) {
    try (NetworkSource source = source(job, labels)) {
      return prepareModel(job, source, source.forInference(job, labels), true, new ArrayList<>())
          .model();
    }
  }

  private static NetworkSource source(Job job, List<String> labels) {
    Optional<Shape> input = job.get(Setting.INPUT).map(Shape::parse);
    return NetworkSource.of(job.require(Setting.MODEL), input, labels);
  }

  private PreparedModel prepareModel(
      Job job, NetworkSource source, Network network, boolean withHead, List<String> notices) {
    // A pattern that matches nothing shows before weights are read.
    TrainingPlan.of(network.graph(), job.optimizer(), job.learningRateMultipliers(), 0);
    Model model = Model.create(network, job.longValue(Setting.SEED));
    try {
      source
          .savedModel()
          .ifPresent(saved -> saved.copyWeightsTo(model, n -> withHead || !n.isInHead()));
      Map<String, String> facts = new LinkedHashMap<>(RunMetadata.environment());
      for (String text : job.get(Setting.WEIGHTS).stream().toList()) {
        WeightsFiles.parse(text)
            .load(
                model,
                source.fullNetwork().graph(),
                job.bool(Setting.ALLOW_PARTIAL_WEIGHTS),
                line -> addNotice(line, notices),
                facts);
      }
      return new PreparedModel(model, notices, facts);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private Evaluation.Result evaluate(Job job, Model model, Dataset data, ImagePreprocessor reader) {
    return Evaluation.evaluate(
        model,
        data,
        reader,
        job.intValue(Setting.BATCH_SIZE),
        job.threads(),
        job.longValue(Setting.SEED),
        progress);
  }

  /** The job with every default that depends on the network, as {@code run.yaml} records it. */
  private Job resolveDefaults(Job job, Model model) {
    ResolvedSettings settings = trainer(job).resolve(model);
    StandardizationMode standardize =
        settings.standardize() ? StandardizationMode.ON : StandardizationMode.OFF;
    ColorMode colors = model.network().conversion().colorMode();
    return job.with(Setting.EPOCHS.key(), settings.epochs())
        .with(Setting.PATIENCE.key(), settings.patience())
        .with(Setting.STANDARDIZE.key(), standardize.id())
        .with(Setting.WEIGHT_DECAY.key(), settings.weightDecay())
        .with(Setting.GRAY.key(), colors == ColorMode.GRAYSCALE);
  }

  private Trainer trainer(Job job) {
    Trainer trainer =
        Trainer.of(job.optimizer())
            .learningRateMultipliers(job.learningRateMultipliers())
            .batchSize(job.intValue(Setting.BATCH_SIZE))
            .standardize(StandardizationMode.of(job.text(Setting.STANDARDIZE)).orElseThrow())
            .caching(Caching.of(job.text(Setting.CACHE)).orElseThrow())
            .seed(job.longValue(Setting.SEED))
            .threads(job.threads())
            .augmentation(
                job.get(Setting.AUGMENTATION).map(Augmentation::parse).orElse(Augmentation.none()))
            .progress(progress)
            .stopWhen(stop);
    if (job.get(Setting.EPOCHS).isPresent()) {
      trainer = trainer.epochs(job.intValue(Setting.EPOCHS));
    }
    if (job.get(Setting.PATIENCE).isPresent()) {
      trainer = trainer.patience(job.intValue(Setting.PATIENCE));
    }
    if (job.get(Setting.WEIGHT_DECAY).isPresent()) {
      trainer = trainer.weightDecay(job.number(Setting.WEIGHT_DECAY));
    }
    return cache.map(trainer::featureCache).orElse(trainer);
  }
}
