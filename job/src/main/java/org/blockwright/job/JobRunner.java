package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.audit.Audit;
import org.blockwright.data.audit.AuditText;
import org.blockwright.data.decode.DecodedImages;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Task;
import org.blockwright.engine.Engine;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.Evaluator;
import org.blockwright.inference.PredictedTargets;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.PredictionIntervals;
import org.blockwright.inference.metrics.Thresholds;
import org.blockwright.model.Model;
import org.blockwright.training.LearningRateFinder;
import org.blockwright.training.Trainer;
import org.blockwright.training.TrainingListener;
import org.blockwright.training.TrainingResult;
import org.blockwright.training.TrainingSetup;
import org.blockwright.training.features.FeatureCache;

/**
 * Runs jobs.
 *
 * @param progress receives progress and messages
 * @param stop polled after each batch: whether to stop training and keep the best model so far
 * @param cache features of frozen backbones, shared by jobs with the same backbone and images;
 *     empty for a cache per job
 * @param listeners notified of each training
 */
public record JobRunner(
    Progress progress,
    BooleanSupplier stop,
    Optional<FeatureCache> cache,
    List<TrainingListener> listeners) {

  public JobRunner {
    listeners = ImmutableList.copyOf(listeners);
  }

  /** Creates a runner without listeners. */
  public JobRunner(Progress progress, BooleanSupplier stop, Optional<FeatureCache> cache) {
    this(progress, stop, cache, List.of());
  }

  /** Creates a runner that trains each job to its end, without a shared cache. */
  public JobRunner(Progress progress) {
    this(progress, () -> false, Optional.empty());
  }

  /** Returns a copy with other listeners. */
  public JobRunner withListeners(List<TrainingListener> others) {
    return new JobRunner(progress, stop, cache, others);
  }

  /**
   * Trains and evaluates the model of a job. Settings, images and weights are checked before the
   * first batch.
   *
   * @throws org.blockwright.base.BlockwrightException if the job is invalid or training fails
   */
  public JobResult run(TrainingJob job) {
    return run(job.settings(), true, Optional.empty());
  }

  /**
   * Runs a job whose settings were set by key, see {@link #run(TrainingJob)}.
   *
   * @throws org.blockwright.base.BlockwrightException if the job is invalid or training fails
   */
  public JobResult run(Job job) {
    return run(TrainingJob.of(job));
  }

  /**
   * Runs a job whose files will be written to a directory, which is deleted if the job fails before
   * its first checkpoint and the directory was created for it. Checkpoints are written into the
   * directory; one that {@link RunDirectory#resume} has opened is continued.
   *
   * @throws org.blockwright.base.BlockwrightException if the job is invalid or training fails
   */
  public JobResult run(TrainingJob job, RunDirectory folder) {
    boolean recorded = folder.recordJob(job.settings());
    try {
      JobResult result = run(job.settings(), true, Optional.of(folder));
      if (result.training().interrupted()) {
        progress.note(JobProblems.canBeResumed(folder.path()));
      }
      return result;
    } catch (RuntimeException | Error e) {
      if (recorded) {
        folder.discardUnlessResumable();
      }
      folder.deleteIfEmpty();
      if (folder.hasStateOfThisRun()) {
        progress.note(JobProblems.canBeResumed(folder.path()));
      }
      throw e;
    }
  }

  /**
   * Trains the model of a job without evaluating it on the test images, as for trials of a study.
   *
   * @throws org.blockwright.base.BlockwrightException if the job is invalid or training fails
   */
  public JobResult runWithoutTest(TrainingJob job) {
    return run(job.settings(), false, Optional.empty());
  }

  /** Evaluates a trained model on the test images of its job; empty if it has none. */
  public Optional<Evaluation> evaluateTest(TrainingJob trained, Model model) {
    Job job = trained.settings();
    Network network = model.network();
    return ImageSplits.of(
            job, CsvColumns.of(network), data -> PredictedTargets.of(network, data).targets())
        .test()
        .map(images -> Engine.callIn(job.engine(), () -> evaluate(job, model, images)));
  }

  /** Returns the metrics of a saved model on the test images of its job, as at its end. */
  Map<String, Measurements> measureAgain(TrainingJob trained, Model model) {
    Job job = trained.settings();
    Network network = model.network();
    ImageSplits images =
        ImageSplits.of(
            job, CsvColumns.of(network), data -> PredictedTargets.of(network, data).targets());
    return Engine.callIn(
        job.engine(),
        () -> {
          Map<String, Measurements> validation =
              network.outputs().stream().anyMatch(output -> output.task() == Task.REGRESSION)
                  ? evaluate(job, model, images.validation()).outputs()
                  : Map.of();
          Map<String, Measurements> test =
              evaluate(job, model, images.test().orElseThrow()).outputs();
          return SeveralOutputs.bySubset("test", withIntervals(test, validation));
        });
  }

  private JobResult run(Job job, boolean evaluateTest, Optional<RunDirectory> folder) {
    return Engine.callIn(job.engine(), () -> trainAndEvaluate(job, evaluateTest, folder));
  }

  private JobResult trainAndEvaluate(Job job, boolean evaluateTest, Optional<RunDirectory> folder) {
    JobPreparation.PreparedRun prepared = preparation().prepareRun(job);
    ImageSplits images = prepared.images();
    Model model = prepared.preparedModel().model();
    try {
      DecodedImages decoded = DecodedImages.inHeap();
      ImageSplits shared = images.sharing(decoded);
      // The images of trials are the same: they would be audited again and again.
      Optional<Audit> audit = evaluateTest ? JobAudit.of(job, shared, progress) : Optional.empty();
      decoded.take();
      List<String> found = audit.map(JobAudit::notices).orElse(List.of());
      found.forEach(progress::note);
      double before = folder.map(RunDirectory::secondsBefore).orElse(0.0);
      long start = System.nanoTime();
      TrainingResult training =
          prepared
              .training()
              .train(
                  shared.train(),
                  Optional.of(shared.validation()),
                  folder.map(f -> f.startTraining(job)));
      double seconds = before + (System.nanoTime() - start) / 1e9;
      Map<String, Measurements> validation = new LinkedHashMap<>(training.validationOutputs());
      for (Map.Entry<String, Thresholds> chosen :
          OutputOptions.chosenThresholds(job, model.network(), validation).entrySet()) {
        model = model.withThresholds(chosen.getKey(), chosen.getValue().values());
        validation.computeIfPresent(
            chosen.getKey(), (output, m) -> m.withThresholds(chosen.getValue()));
      }
      Map<String, Measurements> measurements =
          new LinkedHashMap<>(SeveralOutputs.bySubset("validation", validation));
      List<SkippedFile> skipped = new ArrayList<>(images.skipped());
      skipped.addAll(training.skipped());
      if (evaluateTest && images.test().isPresent() && !training.interrupted()) {
        Evaluation test = evaluate(job, model, images.test().orElseThrow());
        measurements.putAll(
            SeveralOutputs.bySubset("test", withIntervals(test.outputs(), validation)));
        skipped.addAll(test.skipped());
      }
      Map<String, String> metadata = new LinkedHashMap<>(prepared.preparedModel().metadata());
      metadata.putAll(RunMetadata.data(images));
      audit.ifPresent(a -> metadata.put("audit", AuditText.summary(a)));
      metadata.put("training seconds", String.format(Locale.ROOT, "%.1f", seconds));
      metadata.put("executor", model.executor().name());
      training.featuresCachedAt().ifPresent(layer -> metadata.put("features cached at", layer));
      return new JobResult(
          TrainingJob.of(prepared.job()),
          model,
          training,
          images,
          measurements,
          skipped,
          audit,
          notices(prepared, found, training),
          metadata);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  /**
   * Adds prediction intervals to regression outputs, whose width follows from the validation
   * images.
   */
  private static Map<String, Measurements> withIntervals(
      Map<String, Measurements> test, Map<String, Measurements> validation) {
    Map<String, Measurements> result = new LinkedHashMap<>(test);
    result.replaceAll(
        (output, m) ->
            Optional.ofNullable(validation.get(output))
                .filter(unused -> m.task() == Task.REGRESSION)
                .flatMap(PredictionIntervals::from)
                .map(m::withIntervals)
                .orElse(m));
    return result;
  }

  private static List<String> notices(
      JobPreparation.PreparedRun prepared, List<String> ofAudit, TrainingResult training) {
    List<String> notices = new ArrayList<>(prepared.images().warnings());
    notices.addAll(ofAudit);
    notices.addAll(prepared.preparedModel().notices());
    if (training.interrupted()) {
      notices.add(JobProblems.interrupted());
    }
    return notices;
  }

  /**
   * Checks the settings, images and weights of a job without training.
   *
   * @return the model that would be trained; to be closed by the caller
   * @throws org.blockwright.base.BlockwrightException if the job is invalid
   */
  public Model check(TrainingJob job) {
    Job settings = job.settings();
    return Engine.callIn(
        settings.engine(), () -> preparation().prepareRun(settings).preparedModel().model());
  }

  /**
   * Checks a job, and estimates its training from a few batches, see {@link
   * TrainingSetup#estimate}. Trains no model and writes nothing.
   *
   * @throws org.blockwright.base.BlockwrightException if the job is invalid
   */
  public DryRun dryRun(TrainingJob job) {
    return withPrepared(
        job,
        prepared -> {
          ImageSplits images = prepared.images();
          prepared.training().notices().forEach(progress::note);
          return new DryRun(
              prepared.preparedModel().model().network(),
              images,
              prepared.job().batchSize(),
              prepared.training().estimate(images.train(), Optional.of(images.validation())),
              ImmutableList.copyOf(prepared.preparedModel().notices()));
        });
  }

  /**
   * Runs the range test of the learning rate on the training images of a job; no model is trained.
   *
   * @throws org.blockwright.base.BlockwrightException if the job is invalid or the first step fails
   */
  public LearningRateFinder.Result findLearningRate(TrainingJob job) {
    return withPrepared(
        job,
        prepared ->
            LearningRateFinder.of(trainer(prepared.job()))
                .find(prepared.preparedModel().model(), prepared.images().train()));
  }

  /** Runs a task with what a job would train. */
  private <R> R withPrepared(TrainingJob job, Function<JobPreparation.PreparedRun, R> task) {
    Job settings = job.settings();
    return Engine.callIn(
        settings.engine(),
        () -> {
          JobPreparation.PreparedRun prepared = preparation().prepareRun(settings);
          Model model = prepared.preparedModel().model();
          try {
            return task.apply(prepared);
          } finally {
            model.close();
          }
        });
  }

  private Evaluation evaluate(Job job, Model model, Dataset data) {
    return Evaluator.of(model)
        .batchSize(job.batchSize())
        .threads(job.threads())
        .seed(job.seed())
        .progress(progress)
        .evaluate(data);
  }

  /**
   * Creates the model of a job for inference, see {@link NetworkSource#forInference}. Without
   * labels, those of the weights are used if the head is loaded from a known file.
   *
   * @param labels labels of the outputs; empty for those of the weights or the network
   * @return the model with its weights; to be closed by the caller
   */
  public Model createModel(Job job, List<String> labels) {
    return preparation().createModel(job, labels);
  }

  private JobPreparation preparation() {
    return new JobPreparation(progress, this::trainer);
  }

  private Trainer trainer(Job job) {
    Trainer trainer = JobTrainer.of(job).progress(progress).stopWhen(stop);
    for (TrainingListener listener : listeners) {
      trainer = trainer.listener(listener);
    }
    return cache.map(trainer::featureCache).orElse(trainer);
  }
}
