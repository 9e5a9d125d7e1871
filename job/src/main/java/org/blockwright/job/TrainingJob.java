package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.Ratios;
import org.blockwright.data.audit.AuditMode;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.Head;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.Engine;
import org.blockwright.engine.EngineMode;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.ScoredSamples;
import org.blockwright.training.Caching;
import org.blockwright.training.InitialBias;
import org.blockwright.training.Sampling;
import org.blockwright.training.StandardizationMode;
import org.blockwright.training.TrainingListener;
import org.blockwright.training.ValidationMetric;
import org.blockwright.training.schedule.LearningRateSchedule;
import org.blockwright.weights.GrayscaleKernel;
import org.blockwright.weights.registry.PretrainedWeights;
import org.blockwright.zoo.ZooModel;

/**
 * A training run: network, weights, truncation, head, images and training settings. Immutable.
 *
 * <pre>{@code
 * TrainingJob job = TrainingJob.builder()
 *     .network(Zoo.MOBILENET).weights(Path.of("mobilenet.h5"))
 *     .cut(MobileNet.CONV_PW_12_RELU).head(Heads.globalAverage().dropout(0.2))
 *     .freeze("*")
 *     .train(Path.of("cats-dogs/train")).test(Path.of("cats-dogs/test"))
 *     .optimizer(Optimizer.adam(1e-3)).epochs(20).patience(5)
 *     .build();
 * try (JobResult result = job.run()) {
 *   System.out.println(result.test().accuracy());
 * }
 * }</pre>
 */
public final class TrainingJob {
  private final Job settings;

  private TrainingJob(Job settings) {
    this.settings = settings;
  }

  /** Returns a builder with all settings at their defaults. */
  public static Builder builder() {
    return new Builder(Job.defaults());
  }

  /**
   * Creates a job from settings by key, as in files and options.
   *
   * @throws UsageException if a required setting is missing, or two settings exclude each other
   */
  public static TrainingJob of(Job settings) {
    settings.network();
    settings.train();
    settings.requireOneSplit();
    return new TrainingJob(settings);
  }

  /** Returns a builder with the settings of this job. */
  public Builder toBuilder() {
    return new Builder(settings);
  }

  /**
   * Trains and evaluates a model for each of several folds, whose images are its test images, and
   * pools their predictions; see {@link CrossValidation}.
   *
   * @param folds number of folds, at least 2
   * @param directory output directory, new or empty
   */
  public CrossValidation.Result crossValidate(int folds, Path directory) {
    return new CrossValidation(this, folds)
        .run(new JobRunner(Progress.silent()), RunDirectory.prepare(directory, false), List.of());
  }

  /** Returns the settings by key; their texts are those of {@code run.yaml}. */
  public Job settings() {
    return settings;
  }

  /**
   * Trains and evaluates the model. Images and weights are checked before the first batch.
   *
   * @return the result; to be closed by the caller
   * @throws org.blockwright.base.BlockwrightException if the settings do not fit together or the
   *     images, or training fails
   */
  public JobResult run() {
    return run(Progress.silent());
  }

  /** Trains and evaluates the model as {@link #run()}, and reports progress and messages. */
  public JobResult run(Progress progress) {
    return new JobRunner(progress).run(this);
  }

  /**
   * Trains and evaluates the model as {@link #run()}, and notifies listeners, for instance {@code
   * ConsoleListener.stdout()}.
   */
  public JobResult run(TrainingListener... listeners) {
    return new JobRunner(Progress.silent()).withListeners(List.of(listeners)).run(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrainingJob job && settings.equals(job.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  @Override
  public String toString() {
    return settings.toString();
  }

  /**
   * Collects the settings of a job. Each method checks its value and throws a {@link
   * UsageException} if it is not valid; whether files exist and everything fits together is checked
   * when the job runs.
   */
  public static final class Builder extends FineTuningBuilder<Builder> {
    private Job settings;

    private Builder(Job settings) {
      this.settings = settings;
    }

    @Override
    Builder set(Setting setting, Object value) {
      settings = settings.with(setting, value);
      return this;
    }

    @Override
    Builder set(Setting setting, String text, Object value) {
      settings = settings.with(setting, text, value);
      return this;
    }

    /** Sets the value of one of several outputs, or the weight of one class. */
    private Builder part(Setting setting, String name, Object value) {
      settings = settings.with(setting.key() + "." + name, value);
      return this;
    }

    /** Sets the network: one of the zoo. Required, unless another method sets it. */
    public Builder network(ZooModel model) {
      return set(Setting.MODEL, model.name(), new NetworkReference.OfZoo(model));
    }

    /** Sets the network. A saved run contains its description, {@code network.yaml}. */
    public Builder network(Network network) {
      return set(Setting.MODEL, RunFiles.NETWORK, new NetworkReference.InCode(network));
    }

    /**
     * Sets the network: a description (.yaml, .json), or a saved model (.zip), whose weights are
     * loaded.
     *
     * @throws UsageException if the file has another extension
     */
    public Builder network(Path file) {
      return set(Setting.MODEL, file.toString(), NetworkReference.ofFile(file));
    }

    /**
     * Sets a parameter of layers in the network, by its name in descriptions; of several calls the
     * later ones apply to the result of the earlier ones.
     *
     * @param pattern pattern of the paths of layers or blocks, such as {@code block5/conv*}
     * @param parameter such as {@code filters}
     * @param value a number, a boolean or a text; two sizes as {@code "[1, 7]"}
     * @throws UsageException if a name is empty
     */
    public Builder networkParameter(String pattern, String parameter, Object value) {
      return part(Setting.NETWORK_PARAMETERS, pattern + "." + parameter, value);
    }

    /** Sets the input shape; by default that of the network. */
    public Builder input(int height, int width, int channels) {
      Shape shape = Shape.of(height, width, channels);
      return set(Setting.INPUT, shape.toString(), shape);
    }

    /**
     * Truncates the network after a layer; by default all layers are kept.
     *
     * @param layer path or vertex name; the cut points of the zoo are constants, such as {@code
     *     MobileNet.CONV_PW_12_RELU}
     */
    public Builder cut(String layer) {
      return set(Setting.CUT, layer);
    }

    /**
     * Sets the head; by default global average pooling if the network is truncated or has no head,
     * else the network's. A saved run contains a head with dropout, a custom head or one with
     * several outputs as {@code head.yaml}. Several outputs are trained on a CSV file with the
     * columns of each, and have their own labels, losses and thresholds.
     */
    public Builder head(Head head) {
      Optional<String> name = Heads.nameOf(head);
      if (head instanceof Head.GlobalAverage pool && name.isPresent()) {
        return set(Setting.HEAD, name.get(), pool.hidden(0)).set(Setting.HEAD_WIDTH, pool.hidden());
      }
      return set(Setting.HEAD, name.orElse(RunFiles.HEAD), head).set(Setting.HEAD_WIDTH, 0);
    }

    /**
     * Sets whether the head of a saved model is kept for the same number of classes with other
     * names, by position; by default false.
     */
    public Builder keepHead(boolean keep) {
      return set(Setting.HEAD_KEEP, keep);
    }

    /**
     * Sets what the network predicts; by default it follows from the images, and for folders of two
     * classes from the head.
     */
    public Builder task(Task task) {
      return set(Setting.TASK, task.id());
    }

    /**
     * Sets the loss with its label smoothing and weights; by default that of the output's
     * activation. Of several outputs it is that of all whose task it is made for.
     */
    public Builder loss(Loss loss) {
      return set(Setting.LOSS, LossText.of(loss), PerOutput.of(loss));
    }

    /**
     * Sets the loss of one of several outputs, as {@link #loss(Loss)}.
     *
     * @param output name of its layer
     */
    public Builder loss(String output, Loss loss) {
      settings = PerOutputSetting.LOSS.set(settings, output, loss);
      return this;
    }

    /**
     * Sets the label smoothing of a cross-entropy, from 0, the default, to less than 1; of several
     * outputs that of all cross-entropies.
     */
    public Builder labelSmoothing(double amount) {
      return set(Setting.LABEL_SMOOTHING, amount);
    }

    /** Sets the label smoothing of one of several outputs, as {@link #labelSmoothing(double)}. */
    public Builder labelSmoothing(String output, double amount) {
      return part(Setting.LABEL_SMOOTHING, output, amount);
    }

    /**
     * Sets the weights of classes or labels in the loss, by name; by default 1 for each. They are
     * multiplied by the weights of the images. Of several outputs a name applies to each that has
     * such a class or label, and {@code OUTPUT/NAME} to one of them.
     *
     * @param weights at least 0; 1 for names that are missing
     */
    public Builder classWeights(Map<String, Double> weights) {
      ClassWeights value = ClassWeights.of(weights);
      return set(Setting.CLASS_WEIGHTS, value.toString(), value);
    }

    /**
     * Sets the weights of classes or labels in the loss by a rule from the numbers of training
     * images; of several outputs those of all with a cross-entropy.
     */
    public Builder classWeights(ClassBalance balance) {
      ClassWeights value = ClassWeights.of(balance);
      return set(Setting.CLASS_WEIGHTS, value.toString(), value);
    }

    /**
     * Sets the weights of classes or labels of one of several outputs, in addition to those set
     * before.
     *
     * @param output name of its layer
     * @param weights as {@link #classWeights(Map)}
     */
    public Builder classWeights(String output, Map<String, Double> weights) {
      weights.forEach(
          (name, weight) -> part(Setting.CLASS_WEIGHTS, ClassWeights.name(output, name), weight));
      return this;
    }

    /**
     * Sets the probability from which on a label is predicted, for every label; by default 0.5.
     *
     * @param probability between 0 and 1
     */
    public Builder threshold(double probability) {
      return set(Setting.THRESHOLD, probability);
    }

    /** Chooses the threshold of each label by its F1 on the validation images. */
    public Builder chooseThresholds() {
      return set(Setting.THRESHOLD, Threshold.AUTO);
    }

    /** Sets the threshold of one of several outputs, as {@link #threshold(double)}. */
    public Builder threshold(String output, double probability) {
      return part(Setting.THRESHOLD, output, probability);
    }

    /** Chooses the thresholds of one of several outputs, as {@link #chooseThresholds()}. */
    public Builder chooseThresholds(String output) {
      return part(Setting.THRESHOLD, output, Threshold.AUTO);
    }

    /** Sets a Keras weights file; by default the initial weights are random. */
    public Builder weights(Path file) {
      return weights(PretrainedWeights.file(file));
    }

    /**
     * Sets published weights, for instance {@link PretrainedWeights#IMAGENET}; they are downloaded
     * if they are not in the cache. By default the initial weights are random.
     */
    public Builder weights(PretrainedWeights weights) {
      return set(Setting.WEIGHTS, weights.toString(), WeightsChoice.of(weights));
    }

    /** Sets a Keras weights file for each tower of a merged network. */
    public Builder weights(Map<String, Path> fileByTower) {
      return towerWeights(Maps.transformValues(fileByTower, PretrainedWeights::file));
    }

    /** Sets published weights, by name, or files for each tower of a merged network. */
    public Builder towerWeights(Map<String, ? extends PretrainedWeights> byTower) {
      WeightsChoice choice = WeightsChoice.of(byTower);
      return set(Setting.WEIGHTS, choice.toString(), choice);
    }

    /** Sets whether no weights are downloaded, so that only those in the cache are used. */
    public Builder offline(boolean offline) {
      return set(Setting.OFFLINE, offline);
    }

    /** Sets the folder of downloaded weights; by default that of the platform. */
    public Builder weightsCache(Path folder) {
      return set(Setting.WEIGHTS_CACHE, folder.toString(), folder);
    }

    /** Sets whether a weights file may end before the network; by default false. */
    public Builder allowPartialWeights(boolean allow) {
      return set(Setting.ALLOW_PARTIAL_WEIGHTS, allow);
    }

    /**
     * Sets how the first kernel of a color weights file is converted for an input of one channel;
     * by default such a file is rejected.
     */
    public Builder grayKernel(GrayscaleKernel mode) {
      return set(Setting.GRAY_KERNEL, mode.id());
    }

    /**
     * Sets the preprocessing of the images; by default that of the weights if they are known, else
     * that of the network.
     */
    public Builder preprocessing(Preprocessing preprocessing) {
      return set(Setting.PREPROCESSING, preprocessing.text(), preprocessing);
    }

    /**
     * Sets the training images: a folder with one subfolder per class, or a CSV file, see {@link
     * org.blockwright.data.ImageCsv}. Required.
     */
    public Builder train(Path images) {
      return set(Setting.TRAIN, images.toString(), images);
    }

    /** Sets the columns of the CSV file to predict; by default all but file, group and weight. */
    public Builder targets(String... columns) {
      return set(
          Setting.TARGETS,
          String.join(",", columns),
          new TargetColumns(ImmutableList.copyOf(columns)));
    }

    /** Sets the folder to which the files of CSV files are relative; by default that of each. */
    public Builder images(Path folder) {
      return set(Setting.IMAGES, folder.toString(), folder);
    }

    /** Sets the validation images; by default they are a part of the training images. */
    public Builder validation(Path images) {
      return set(Setting.VALIDATION, images.toString(), new ValidationImages.Folder(images));
    }

    /** Sets the fraction of the training images to hold out for validation, between 0 and 1. */
    public Builder validation(double fraction) {
      String text = String.valueOf(fraction);
      return set(Setting.VALIDATION, text, ValidationImages.heldOut(fraction));
    }

    /** Sets the test images, on which the model is evaluated after training. */
    public Builder test(Path images) {
      return set(Setting.TEST, images.toString(), images);
    }

    /**
     * Splits the training images into all subsets; excludes {@link #validation(Path)} and {@link
     * #test}. The default is 8:1:1 if neither of these is set.
     */
    public Builder split(Ratios ratios) {
      return set(Setting.SPLIT, RatiosText.of(ratios), ratios);
    }

    /**
     * Sets the {@code split.csv} of a run: its images keep their subsets, and new images are
     * assigned as when it was made. Excludes {@link #split} and {@link #validation(Path)}.
     */
    public Builder splitFile(Path file) {
      return set(Setting.SPLIT_FILE, file.toString(), file);
    }

    /**
     * Groups images by the text that the capturing group of a pattern matches in their file names;
     * a split keeps each group in one subset. By default each image is its own group.
     *
     * @param regex a regular expression with one group, for instance {@code ^(\d{8})_}
     */
    public Builder groupBy(String regex) {
      return set(Setting.GROUP_BY, regex);
    }

    /** Sets whether images are converted to grayscale; by default as the model does. */
    public Builder gray(boolean gray) {
      return set(Setting.GRAY, gray);
    }

    /** Sets the augmentation of training images; by default none. */
    public Builder augmentation(Augmentation augmentation) {
      return set(Setting.AUGMENTATION, augmentation.toString(), augmentation);
    }

    /** Sets how much of the images is audited before training; by default {@code AUTO}. */
    public Builder audit(AuditMode mode) {
      return set(Setting.AUDIT, mode.id());
    }

    /**
     * Sets whether training stops with a {@link org.blockwright.base.DataException} if the audit
     * finds an error, such as a leak; by default false.
     */
    public Builder strict(boolean strict) {
      return set(Setting.STRICT, strict);
    }

    /**
     * Sets columns of the CSV file, such as {@code source}, for whose values metrics are reported,
     * too; {@code group} for the groups. By default none.
     */
    public Builder metricsBy(String... columns) {
      return set(Setting.METRICS_BY, String.join(",", columns));
    }

    /**
     * Freezes layers, after the rules so far.
     *
     * @param pattern matches paths and vertex names, {@code *} matches any text; {@code "*"} alone
     *     freezes all layers but the head
     */
    public Builder freeze(String pattern) {
      return learningRateMultipliers(settings.learningRateMultipliers().freeze(pattern));
    }

    /**
     * Multiplies the learning rate of layers, after the rules so far; the first matching rule
     * applies.
     *
     * @param multiplier at least 0; 0 freezes
     */
    public Builder learningRateMultiplier(String pattern, double multiplier) {
      return learningRateMultipliers(
          settings.learningRateMultipliers().multiplier(pattern, multiplier));
    }

    /** Replaces all learning-rate multipliers and frozen layers. */
    public Builder learningRateMultipliers(LearningRateMultipliers multipliers) {
      settings = settings.withLearningRateMultipliers(multipliers);
      return this;
    }

    /** Sets the optimizer; by default Adam with a learning rate of 0.001. */
    public Builder optimizer(Optimizer optimizer) {
      settings = OptimizerKind.set(settings, optimizer);
      return this;
    }

    /**
     * Solves a head of one dense layer on constant features of a frozen backbone to convergence,
     * and uses Adam elsewhere, see {@link org.blockwright.training.Trainer#autoOptimizer}.
     */
    public Builder autoOptimizer() {
      settings = settings.with(Setting.OPTIMIZER, OptimizerKind.AUTO.id());
      return this;
    }

    /** Sets the schedule of the learning rate; by default it is constant. */
    public Builder schedule(LearningRateSchedule schedule) {
      return set(Setting.SCHEDULE, schedule.toString(), schedule);
    }

    /**
     * Sets the weight decay, at least 0: the factor of the L2 regularization, half the squared
     * kernel weights of trained layers. AdamW has a decoupled weight decay of its own, which this
     * replaces. By default that of AdamW, else 0.01 with standardized features, else 0.
     */
    public Builder weightDecay(double factor) {
      return set(Setting.WEIGHT_DECAY, factor);
    }

    /**
     * Sets the maximum number of epochs, at least 1; by default 30, or 200 if the features of a
     * frozen backbone are the same in every epoch.
     */
    public Builder epochs(int epochs) {
      return set(Setting.EPOCHS, epochs);
    }

    /** Sets the number of images per step, at least 1; by default 32. */
    public Builder batchSize(int images) {
      return set(Setting.BATCH_SIZE, images);
    }

    /**
     * Sets the number of epochs without improvement of the {@link #monitor} metric after which
     * training stops; 0 disables early stopping. By default 5, or 20 if the features of a frozen
     * backbone are the same in every epoch.
     */
    public Builder patience(int patience) {
      return set(Setting.PATIENCE, patience);
    }

    /**
     * Sets the metric on the validation images for early stopping and the best epoch; by default
     * the loss.
     *
     * @param metric one of {@link org.blockwright.inference.metrics.Metrics#OVERALL} that applies
     *     to the task; of several outputs the loss, the weighted sum of their losses
     */
    public Builder monitor(MetricDefinition<ScoredSamples> metric) {
      return monitor(ValidationMetric.of(metric));
    }

    /**
     * Sets the metric as {@link #monitor(MetricDefinition)}, possibly of one of several outputs:
     * {@code new ValidationMetric("age", Metrics.MAE)}.
     */
    public Builder monitor(ValidationMetric metric) {
      return set(Setting.MONITOR, metric.key());
    }

    /** Sets the seed of split, initial weights, order, augmentation and dropout; by default 42. */
    public Builder seed(long seed) {
      return set(Setting.SEED, seed);
    }

    /** Sets the number of threads that decode images; 0, the default, for one per processor. */
    public Builder threads(int threads) {
      return set(Setting.THREADS, threads);
    }

    /** Sets how executors are chosen; by default the mode of the {@link Engine}, auto. */
    public Builder engine(EngineMode mode) {
      return set(Setting.ENGINE, mode.id());
    }

    /**
     * Sets whether the dense layer after a frozen backbone is trained on standardized features; by
     * default automatic.
     */
    public Builder standardize(StandardizationMode mode) {
      return set(Setting.STANDARDIZE, mode.id());
    }

    /**
     * Sets whether the output layer of a regression is trained on standardized targets; by default
     * if it is newly initialized.
     */
    public Builder standardizeTargets(StandardizationMode mode) {
      return set(Setting.STANDARDIZE_TARGETS, mode.id());
    }

    /**
     * Sets how the biases of newly initialized output layers start; by default at the frequencies
     * of the classes or labels.
     */
    public Builder initialBias(InitialBias mode) {
      return set(Setting.INITIAL_BIAS, mode.id());
    }

    /** Sets how the images of an epoch are drawn; by default each once. */
    public Builder sampling(Sampling mode) {
      return set(Setting.SAMPLING, mode.id());
    }

    /** Sets whether the features of a frozen backbone are cached; changes only the run time. */
    public Builder caching(Caching caching) {
      return set(Setting.CACHE, caching.id());
    }

    /**
     * Sets the number of updates of the weights between checkpoints within an epoch; 0, the
     * default, for checkpoints at the end of epochs only. See {@link RunDirectory#resume}.
     */
    public Builder checkpointEvery(int updates) {
      return set(Setting.CHECKPOINT_EVERY, updates);
    }

    /**
     * Returns the job.
     *
     * @throws UsageException if network or training images are missing, or settings exclude each
     *     other
     */
    public TrainingJob build() {
      return of(settings);
    }
  }
}
