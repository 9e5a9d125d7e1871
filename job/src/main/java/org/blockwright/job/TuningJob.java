package org.blockwright.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Progress;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.ScoredSamples;
import org.blockwright.training.TrainingResult;
import org.blockwright.training.ValidationMetric;
import org.blockwright.training.features.FeatureCache;
import org.blockwright.tuning.PrunedException;
import org.blockwright.tuning.Pruner;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.SpaceFile;
import org.blockwright.tuning.Study;
import org.blockwright.tuning.StudyResult;
import org.blockwright.tuning.StudyStore;
import org.blockwright.tuning.Trial;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.TrialResult;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import org.blockwright.tuning.pruning.Pruners;
import org.blockwright.tuning.storage.StudyDatabase;
import org.blockwright.tuning.storage.StudyFolder;

/**
 * Hyperparameter search over the settings of a job. Each trial trains the job with other values,
 * and a metric on the validation images selects the best one, which is evaluated on the test images
 * at the end. Immutable: each method returns a modified copy.
 *
 * <pre>{@code
 * TuningResult result =
 *     TuningJob.of(job, Space.read(Path.of("space.yaml")))
 *         .metric(Metrics.ACCURACY).trials(20).run(Path.of("studies/heads"));
 * System.out.println(result.study().best());
 * }</pre>
 *
 * <p>Defaults: random search, the metric {@code loss}, 20 trials, seed 42.
 */
public final class TuningJob {
  /** Parent directory of studies without an output directory. */
  public static final Path STUDIES = Path.of("studies");

  private static final String STUDY_FILE = "study.yaml";
  private static final String BEST_RUN = "best";
  private static final String FEATURES = "features";

  private final Settings settings;

  /** The settings; changed only in the copy that {@link #with} makes. */
  private static final class Settings implements Cloneable {
    private final Job job;
    private final Space space;
    private final Map<String, String> locations;
    private Sampler sampler = ArbiterSamplers.random();
    private ValidationMetric metric = ValidationMetric.of(Metrics.LOSS);
    private int trials = 20;
    private boolean additional;
    private int jobs = 1;
    private Optional<Duration> timeout = Optional.empty();
    private Pruner pruner = Pruners.none();
    private Optional<String> storage = Optional.empty();
    private Optional<String> studyName = Optional.empty();
    private long seed = 42;
    private Progress progress = Progress.silent();
    private BooleanSupplier stopCondition = () -> false;

    private Settings(Job job, SpaceFile file) {
      this.job = job;
      this.space = file.space();
      this.locations = file.locations();
    }

    private Settings copy() {
      try {
        return (Settings) clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private TuningJob(Settings settings) {
    this.settings = settings;
  }

  /**
   * Creates a search.
   *
   * @param job the job of all trials
   * @param space parameters, named after the keys of settings
   */
  public static TuningJob of(TrainingJob job, Space space) {
    return of(job.settings(), space);
  }

  /**
   * Creates a search.
   *
   * @param job settings of all trials; those that the space sets may be missing
   * @param space parameters, named after the keys of settings
   */
  public static TuningJob of(Job job, Space space) {
    return new TuningJob(new Settings(job, new SpaceFile(space, Map.of())));
  }

  /**
   * Creates a search with the space of a file, which messages name.
   *
   * @throws org.blockwright.base.BlockwrightException if the file is not a valid space
   */
  public static TuningJob of(Job job, Path spaceFile) {
    return new TuningJob(new Settings(job, SpaceFile.read(spaceFile)));
  }

  private TuningJob with(Consumer<Settings> change) {
    Settings copy = settings.copy();
    change.accept(copy);
    return new TuningJob(copy);
  }

  /** Sets the sampler; by default random search. */
  public TuningJob sampler(Sampler sampler) {
    return with(s -> s.sampler = sampler);
  }

  /**
   * Sets the metric by which trials are ranked.
   *
   * @param name one of {@link Metrics#monitorKeys}; of one of several outputs with its name, such
   *     as {@code age/mae}
   * @throws UsageException if it is none of them
   */
  public TuningJob metric(String name) {
    ValidationMetric metric =
        ValidationMetric.monitored(name)
            .orElseThrow(
                () -> new UsageException(JobProblems.unknownMetric(name, Metrics.monitorKeys())));
    return with(s -> s.metric = metric);
  }

  /**
   * Sets the metric by which trials are ranked; by default the loss.
   *
   * @param metric one of {@link Metrics#OVERALL} that applies to the task of the network; of
   *     several outputs the loss, the weighted sum of their losses
   */
  public TuningJob metric(MetricDefinition<ScoredSamples> metric) {
    return metric(metric.key());
  }

  /**
   * Sets the number of completed and pruned trials at which the study ends, with those of its
   * earlier runs; by default 20. As many failed trials end it, too.
   *
   * @throws UsageException if it is below 1
   */
  public TuningJob trials(int total) {
    return validWith(
        s -> {
          s.trials = total;
          s.additional = false;
        });
  }

  /**
   * Sets the number of trials to add to those that are completed or pruned.
   *
   * @throws UsageException if it is below 1
   */
  public TuningJob moreTrials(int additional) {
    return validWith(
        s -> {
          s.trials = additional;
          s.additional = true;
        });
  }

  /**
   * Sets the number of trials that run at the same time, which share the threads of the job; by
   * default 1.
   *
   * @throws UsageException if it is below 1
   */
  public TuningJob jobs(int jobs) {
    return validWith(s -> s.jobs = jobs);
  }

  /** Sets the time after which no further trial is started; by default unlimited. */
  public TuningJob timeout(Duration timeout) {
    return validWith(s -> s.timeout = Optional.of(timeout));
  }

  /** Sets the pruner, to which each epoch is reported; by default none. */
  public TuningJob pruner(Pruner pruner) {
    return with(s -> s.pruner = pruner);
  }

  /**
   * Sets the database of the study, which is continued if it is in it; by default the file {@code
   * study.db} in the output directory.
   *
   * @param url address of the database, see {@link StudyDatabase#open}
   * @param study name of the study
   */
  public TuningJob storage(String url, String study) {
    return with(
        s -> {
          s.storage = Optional.of(url);
          s.studyName = Optional.of(study);
        });
  }

  private TuningJob validWith(Consumer<Settings> change) {
    TuningJob job = with(change);
    job.requireValidStudy();
    return job;
  }

  private void requireValidStudy() {
    study();
  }

  private Study study() {
    Study study =
        Study.of(settings.space, settings.sampler, metric())
            .jobs(settings.jobs)
            .pruner(settings.pruner)
            .seed(settings.seed)
            .progress(settings.progress)
            .stopWhen(settings.stopCondition);
    study = settings.additional ? study.moreTrials(settings.trials) : study.trials(settings.trials);
    return settings.timeout.map(study::timeout).orElse(study);
  }

  private Metric metric() {
    return Metric.of(settings.metric.key());
  }

  /** Sets the seed of the sampler. */
  public TuningJob seed(long seed) {
    return with(s -> s.seed = seed);
  }

  /** Sets the receiver of progress and messages. */
  public TuningJob progress(Progress progress) {
    return with(s -> s.progress = progress);
  }

  /** Sets the condition, polled after each batch, that stops the search. */
  public TuningJob stopWhen(BooleanSupplier stopCondition) {
    return with(s -> s.stopCondition = stopCondition);
  }

  /**
   * Checks the job with each value of the space, without training: each option of a choice, and
   * both ends of each range; and that the metric applies to the outputs of the network.
   *
   * @throws UsageException for the first value that no trial can use
   */
  public void validate() {
    SettingsCheck check = new SettingsCheck(settings.metric);
    new SpaceCheck(settings.locations, settings.space, settings.job, check::check).validate();
  }

  /**
   * Checks the space and runs the trials, in the first of {@code studies/NAME-1}, {@code
   * studies/NAME-2}, ... that does not exist; NAME is that of the network.
   *
   * @throws org.blockwright.base.BlockwrightException if the space or the job is invalid
   */
  public TuningResult run() {
    validate();
    return run(StudyFolder.createNext(STUDIES, settings.job.networkName()), List.of());
  }

  /**
   * Checks the space and runs the trials.
   *
   * @param directory output directory, new or empty
   * @throws org.blockwright.base.BlockwrightException if the space or the job is invalid
   */
  public TuningResult run(Path directory) {
    validate();
    return run(StudyFolder.create(directory), List.of());
  }

  /**
   * Runs the trials. Writes the description of the study, a database with its trials, the run of
   * the best trial so far, and at the end the result.
   *
   * @param folder output directory; left empty if the first trial does not end
   * @param command command line to record
   * @throws org.blockwright.base.BlockwrightException if the space or the job is invalid
   */
  public TuningResult run(StudyFolder folder, List<String> command) {
    JobAudit.ofStudy(settings.job, settings.progress);
    Map<String, String> files = new LinkedHashMap<>(JobFile.files(settings.job));
    files.put(STUDY_FILE, description(command));
    // Nothing of a study that is continued is ever deleted.
    boolean continued =
        Files.exists(folder.database()) || Files.exists(folder.path().resolve(STUDY_FILE));
    boolean unused = !continued;
    try (StudyDatabase database =
        settings.storage.map(StudyDatabase::open).orElseGet(() -> open(folder))) {
      StudyStore store = database.study(studyName(folder), metric().direction());
      requireSameStudy(store);
      files.forEach((name, text) -> AtomicFiles.write(folder.path().resolve(name), text));
      StudyAttributes.write(
          store,
          settings.space,
          metric(),
          settings.sampler.name(),
          settings.seed,
          files.get(STUDY_FILE));
      BestTrial best = new BestTrial(metric(), store, folder.path().resolve(BEST_RUN), command);
      Path features = features(database, folder);
      TuningResult result = run(store, best, features);
      if (isIdle(store, result)) {
        FeatureCache.deleteFiles(features);
      }
      unused = !continued && result.study().trials().isEmpty();
      if (!result.study().trials().isEmpty()) {
        folder.write(result.study(), result.toJson());
      }
      return result;
    } catch (TrainingException e) {
      // Trials that all fail are recorded.
      unused = false;
      throw e;
    } finally {
      if (unused) {
        FeatureCache.deleteFiles(folder.path().resolve(FEATURES));
        folder.delete(files.keySet().toArray(String[]::new));
      }
    }
  }

  /** Returns the directory of features that all processes with this database share. */
  private static Path features(StudyDatabase database, StudyFolder folder) {
    Path file = database.file().orElseGet(folder::database);
    return file.endsWith(StudyFolder.DATABASE)
        ? file.resolveSibling(FEATURES)
        : file.resolveSibling(file.getFileName() + "-" + FEATURES);
  }

  /** Returns whether the study has ended, and no other process works on it. */
  private static boolean isIdle(StudyStore store, TuningResult result) {
    return !result.study().stopped()
        && store.trials().stream().noneMatch(trial -> trial.state() == TrialRecord.State.RUNNING);
  }

  private static StudyDatabase open(StudyFolder folder) {
    return StudyDatabase.open(folder.database());
  }

  private String studyName(StudyFolder folder) {
    return settings.studyName.orElseGet(
        () -> folder.path().toAbsolutePath().normalize().getFileName().toString());
  }

  /** Rejects the continuation of a study with another space or metric. */
  private void requireSameStudy(StudyStore store) {
    StudyAttributes stored = StudyAttributes.read(store);
    stored.requireMetric(store.name(), metric());
    stored.requireSpace(store.name(), settings.space);
  }

  private TuningResult run(StudyStore store, BestTrial best, Path features) {
    try (FeatureCache cache = FeatureCache.sharedIn(features, FeatureCache.Limits.defaults())) {
      JobRunner runner =
          new JobRunner(settings.progress, settings.stopCondition, Optional.of(cache));
      StudyResult study = study().store(store).run(trial -> runTrial(runner, trial, best));
      if (study.trials().stream().noneMatch(TrialResult.Done.class::isInstance)) {
        return new TuningResult(study, Optional.empty(), Optional.empty());
      }
      int number = study.best().number();
      Optional<Evaluation> test =
          study.stopped() ? Optional.empty() : best.evaluateOnTestImages(runner, number);
      return new TuningResult(study, best.folder(number), test);
    }
  }

  private double runTrial(JobRunner runner, Trial trial, BestTrial best)
      throws InterruptedException {
    Job job = TrialValues.apply(settings.job, trial.values().asMap());
    if (settings.jobs > 1) {
      job = job.with(Setting.THREADS, Math.max(1, job.threads() / settings.jobs));
    }
    EpochReports reports = new EpochReports(trial, settings.metric);
    JobRunner reporting = runner.withListeners(List.of(reports));
    try (JobResult result = reporting.runWithoutTest(TrainingJob.of(job))) {
      if (reports.pruned()) {
        throw new PrunedException();
      }
      if (result.training().interrupted()) {
        throw new InterruptedException();
      }
      double score = score(result);
      best.keepIfBetter(trial.number(), score, result);
      return score;
    }
  }

  /**
   * Returns the metric of the best epoch, with the thresholds of the model; of several outputs that
   * of one of them, or the sum of their losses.
   */
  private double score(JobResult result) {
    TrainingResult training = result.training();
    ValidationMetric metric = settings.metric;
    if (training.validationOutputs().size() == 1) {
      return result.validation().value(metric.definition()).orElse(Double.NaN);
    }
    if (!metric.output().isEmpty()) {
      return result.validation(metric.output()).value(metric.definition()).orElse(Double.NaN);
    }
    return training.history().epochs().stream()
        .filter(epoch -> epoch.epoch() == training.bestEpoch())
        .findFirst()
        .orElseThrow()
        .validationLoss()
        .orElse(Double.NaN);
  }

  /** Describes the study, also for the case that the process is killed. */
  private String description(List<String> command) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("command", String.join(" ", command));
    description.putAll(JobFile.entries(settings.job));
    description.put("space", new LinkedHashMap<>(settings.space.toMap()));
    description.put("metric", settings.metric.key());
    description.put("seed", settings.seed);
    return NetworkFormat.toYaml(description);
  }
}
