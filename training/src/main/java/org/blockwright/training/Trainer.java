package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Ratios;
import org.blockwright.data.Split;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Optimizer;
import org.blockwright.engine.optimizer.Clipping;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.ScoredSamples;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.RegularizationPlan;
import org.blockwright.training.checkpoint.Checkpoints;
import org.blockwright.training.features.FeatureCache;
import org.blockwright.training.phase.Phase;
import org.blockwright.training.schedule.LearningRateSchedule;

/**
 * Training configuration. Immutable: each method returns a modified copy.
 *
 * <pre>{@code
 * TrainingResult result = Trainer.with(Optimizer.adam(1e-3))
 *     .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("block*"))
 *     .epochs(10).batchSize(32).patience(3).seed(42)
 *     .train(model, split);
 * }</pre>
 *
 * <p>The defaults are those of a job: the full learning rate for every layer, batch size 32, seed
 * 42, no augmentation, {@link StandardizationMode#AUTO}. The defaults of epochs, patience and
 * weight decay depend on the network, see {@link ResolvedSettings}.
 */
public final class Trainer {
  private static final double HELD_OUT_FRACTION = 0.1;

  private final Settings settings;

  /** The settings; modified only in the copy made by {@link #change}. */
  private static final class Settings implements Cloneable {
    private Optimizer optimizer;
    private boolean autoOptimizer;
    private LearningRateMultipliers learningRateMultipliers = LearningRateMultipliers.uniform();
    private OptionalInt epochs = OptionalInt.empty();
    private int batchSize = 32;
    private OptionalInt patience = OptionalInt.empty();
    private ValidationMetric monitor = ValidationMetric.of(Metrics.LOSS);
    private long seed = 42;
    private int threads = Runtime.getRuntime().availableProcessors();
    private Augmentation augmentation = Augmentation.none();
    private LearningRateSchedule schedule = LearningRateSchedule.CONSTANT;
    private StandardizationMode standardize = StandardizationMode.AUTO;
    private StandardizationMode standardizeTargets = StandardizationMode.AUTO;
    private InitialBias initialBias = InitialBias.PRIOR;
    private Sampling sampling = Sampling.SHUFFLED;
    private OptionalDouble weightDecay = OptionalDouble.empty();
    private RegularizationPlan regularization = RegularizationPlan.NONE;
    private int accumulate = 1;
    private ImmutableList<Phase> phases = ImmutableList.of();
    private Caching caching = Caching.AUTO;
    private Progress progress = Progress.silent();
    private BooleanSupplier stopCondition = () -> false;
    private ImmutableList<TrainingListener> listeners = ImmutableList.of();
    private Optional<FeatureCache> featureCache = Optional.empty();
    private Optional<Checkpoints> checkpoints = Optional.empty();
    private OptionalInt trainingImages = OptionalInt.empty();

    private Settings(Optimizer optimizer) {
      this.optimizer = optimizer;
    }

    private Settings copy() {
      try {
        return (Settings) clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Trainer(Settings values) {
    this.settings = values;
  }

  /** Returns a trainer with all other settings at their defaults. */
  public static Trainer with(Optimizer optimizer) {
    return new Trainer(new Settings(optimizer));
  }

  private Trainer change(Consumer<Settings> change) {
    Settings copy = settings.copy();
    change.accept(copy);
    return new Trainer(copy);
  }

  /** Returns the optimizer. */
  public Optimizer optimizer() {
    return settings.optimizer;
  }

  /** Returns whether a head that can be solved to convergence is; see {@link #autoOptimizer}. */
  public boolean hasAutoOptimizer() {
    return settings.autoOptimizer;
  }

  /**
   * Sets whether a head that can be solved to convergence is, by L-BFGS instead of steps of the
   * {@link #optimizer}; by default it is not. This needs a head of one newly initialized dense
   * layer with a cross-entropy, directly after a frozen backbone; features that are the same in
   * every epoch and standardized; and a weight decay, but no other regularization, balanced
   * sampling or schedule. The training has a single epoch then, and the result does not depend on
   * learning rate, batch size and seed; the validation images are only evaluated. Other heads, and
   * other phases, are trained in steps; {@link TrainingSetup#notices} gives the reason.
   */
  public Trainer autoOptimizer(boolean enabled) {
    return change(s -> s.autoOptimizer = enabled);
  }

  /** Returns the learning-rate multipliers of the layers. */
  public LearningRateMultipliers learningRateMultipliers() {
    return settings.learningRateMultipliers;
  }

  /** Sets the learning-rate multipliers of the layers; a multiplier of 0 freezes a layer. */
  public Trainer learningRateMultipliers(LearningRateMultipliers multipliers) {
    return change(s -> s.learningRateMultipliers = multipliers);
  }

  /** Returns the schedule of the learning rate. */
  public LearningRateSchedule schedule() {
    return settings.schedule;
  }

  /**
   * Sets the schedule of the learning rate, which is constant by default. The learning-rate
   * multipliers of the layers multiply its rates.
   */
  public Trainer schedule(LearningRateSchedule schedule) {
    return change(s -> s.schedule = schedule);
  }

  /** Returns the maximum number of epochs; empty for the default, see {@link ResolvedSettings}. */
  public OptionalInt epochs() {
    return settings.epochs;
  }

  /** Sets the maximum number of epochs, at least 1. */
  public Trainer epochs(int epochs) {
    require("epochs", 1, epochs);
    return change(s -> s.epochs = OptionalInt.of(epochs));
  }

  /** Returns the number of images per step. */
  public int batchSize() {
    return settings.batchSize;
  }

  /** Sets the number of images per step, at least 1. */
  public Trainer batchSize(int images) {
    require("batch size", 1, images);
    return change(s -> s.batchSize = images);
  }

  /** Returns the patience of early stopping; empty for the default, see {@link #patience(int)}. */
  public OptionalInt patience() {
    return settings.patience;
  }

  /**
   * Sets the number of epochs without improvement of the {@link #monitor} on the validation images
   * (without validation images: of the training loss) after which training stops; 0 disables early
   * stopping.
   */
  public Trainer patience(int epochs) {
    require("patience", 0, epochs);
    return change(s -> s.patience = OptionalInt.of(epochs));
  }

  /** Returns the metric on the validation images that selects the best epoch. */
  public ValidationMetric monitor() {
    return settings.monitor;
  }

  /**
   * Sets the metric on the validation images that selects the best epoch and controls early
   * stopping; by default the loss. Without validation images the training loss does both.
   *
   * @param metric one of {@link Metrics#OVERALL} that applies to the task; of several outputs the
   *     loss, the weighted sum of their losses
   */
  public Trainer monitor(MetricDefinition<ScoredSamples> metric) {
    return monitor(ValidationMetric.of(metric));
  }

  /** Sets the metric as {@link #monitor(MetricDefinition)}, possibly of one of several outputs. */
  public Trainer monitor(ValidationMetric metric) {
    return change(s -> s.monitor = metric);
  }

  /** Returns the seed of the image order, the augmentation and dropout. */
  public long seed() {
    return settings.seed;
  }

  /** Sets the seed of the image order, the augmentation and dropout. */
  public Trainer seed(long seed) {
    return change(s -> s.seed = seed);
  }

  /** Returns the number of threads that decode images. */
  public int threads() {
    return settings.threads;
  }

  /** Sets the number of threads that decode images, by default the number of processors. */
  public Trainer threads(int threads) {
    require("threads", 1, threads);
    return change(s -> s.threads = threads);
  }

  /** Returns the augmentation of the training images. */
  public Augmentation augmentation() {
    return settings.augmentation;
  }

  /** Sets the augmentation of the training images, in addition to that of the network. */
  public Trainer augmentation(Augmentation augmentation) {
    return change(s -> s.augmentation = augmentation);
  }

  /**
   * Returns whether the dense layer after a frozen backbone is trained on standardized features.
   */
  public StandardizationMode standardize() {
    return settings.standardize;
  }

  /** Sets whether the dense layer after a frozen backbone is trained on standardized features. */
  public Trainer standardize(StandardizationMode mode) {
    return change(s -> s.standardize = mode);
  }

  /** Returns whether the output layer of a regression is trained on standardized targets. */
  public StandardizationMode standardizeTargets() {
    return settings.standardizeTargets;
  }

  /**
   * Sets whether the output layer of a regression is trained on standardized targets: with the mean
   * of each target subtracted, divided by the root mean variance of all targets. The layer is
   * converted back at the end, so that the network and all reported values are in the unit of the
   * targets. The loss only changes by a constant factor, relative to which the weight decay counts.
   * Of several outputs each regression is standardized by itself, and the weights of their losses
   * are changed so that the loss is the same up to a constant factor.
   *
   * @param mode {@code AUTO}, the default: on for each output layer that is a newly initialized
   *     dense layer with a bias and without activation
   */
  public Trainer standardizeTargets(StandardizationMode mode) {
    return change(s -> s.standardizeTargets = mode);
  }

  /** Returns how the biases of newly initialized output layers start. */
  public InitialBias initialBias() {
    return settings.initialBias;
  }

  /**
   * Sets how the biases of newly initialized output layers start; by default at the frequencies of
   * the classes or labels.
   */
  public Trainer initialBias(InitialBias mode) {
    return change(s -> s.initialBias = mode);
  }

  /** Returns how the images of an epoch are drawn. */
  public Sampling sampling() {
    return settings.sampling;
  }

  /**
   * Sets how the images of an epoch are drawn; by default each once.
   *
   * @param mode {@code BALANCED} needs a network with one output that predicts a class
   */
  public Trainer sampling(Sampling mode) {
    return change(s -> s.sampling = mode);
  }

  /** Returns the weight decay; empty for the default, see {@link #weightDecay(double)}. */
  public OptionalDouble weightDecay() {
    return settings.weightDecay;
  }

  /**
   * Sets the weight decay: the loss becomes that of the outputs plus {@code factor} times half the
   * sum of the squared weights of the kernels of all trained layers (L2 regularization). Biases and
   * batch norms do not decay, and the learning-rate multipliers do not change the factor. If
   * features are standardized, the kernel is the one that applies to standardized features.
   *
   * @param factor 0 for none; by default 0.01 if features are standardized, else 0
   * @throws UsageException if it is negative, NaN or infinite
   */
  public Trainer weightDecay(double factor) {
    requireAtLeastZero("weight decay", factor);
    return change(s -> s.weightDecay = OptionalDouble.of(factor));
  }

  /** Returns the regularization beside the weight decay. */
  RegularizationPlan regularization() {
    return settings.regularization;
  }

  private Trainer regularization(UnaryOperator<RegularizationPlan> change) {
    return change(s -> s.regularization = change.apply(s.regularization));
  }

  /**
   * Adds an L1 penalty: the loss becomes that of the outputs plus {@code factor} times the sum of
   * the absolute weights of the kernels of all trained layers, as {@code keras.regularizers.L1}.
   *
   * @param factor 0, the default, for none
   * @throws UsageException if it is negative, NaN or infinite
   */
  public Trainer l1(double factor) {
    requireAtLeastZero("l1", factor);
    return regularization(r -> r.withL1(factor));
  }

  /**
   * Sets whether weight decay, that of AdamW included, and L1 penalty apply to biases and batch
   * norms, too. By default they apply to kernels only.
   */
  public Trainer decayAll(boolean all) {
    return regularization(r -> r.withDecayAll(all));
  }

  /**
   * Clips gradients before each update: those of all trained layers together are scaled down to
   * this norm if theirs is larger, as {@code global_clipnorm} of Keras. Penalties are part of the
   * gradients.
   *
   * @param norm 0, the default, for no clipping
   * @throws UsageException if it is negative, NaN or infinite, or {@link #clipValue} is set
   */
  public Trainer clipNorm(double norm) {
    requireAtLeastZero("clip-norm", norm);
    return regularization(r -> r.withClipping(new Clipping(norm, r.clipping().value())));
  }

  /**
   * Clips each element of the gradients to an absolute value before each update, as {@code
   * clipvalue} of Keras.
   *
   * @param value 0, the default, for no clipping
   * @throws UsageException if it is negative, NaN or infinite, or {@link #clipNorm} is set
   */
  public Trainer clipValue(double value) {
    requireAtLeastZero("clip-value", value);
    return regularization(r -> r.withClipping(new Clipping(r.clipping().norm(), value)));
  }

  /**
   * Evaluates and keeps an exponential moving average of the trained weights instead of the weights
   * themselves, which go on training: after each update momentum * average + (1 - momentum) *
   * weights, as {@code use_ema} of Keras's optimizers. Moving statistics of batch norms are not
   * averaged again.
   *
   * @param momentum at least 0 and less than 1; 0, the default, for no average
   * @throws UsageException if it is out of range
   */
  public Trainer ema(double momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new UsageException(TrainingProblems.invalidEma(momentum));
    }
    return regularization(r -> r.withAverageMomentum(momentum));
  }

  /** Returns the number of batches per update of the weights. */
  public int accumulate() {
    return settings.accumulate;
  }

  /**
   * Sets the number of batches whose gradients are accumulated for one update, at least 1, the
   * default. The update is that of one batch of all their images, but for the batch statistics of
   * batch norms. The last update of an epoch has the remaining batches.
   */
  public Trainer accumulate(int batches) {
    require("accumulate", 1, batches);
    return change(s -> s.accumulate = batches);
  }

  /** Returns the phases; empty for a training with the same settings in all epochs. */
  public List<Phase> phases() {
    return settings.phases;
  }

  /**
   * Sets the phases, one after the other. Each starts with the weights of the best epoch of the one
   * before, with a new schedule and a new patience; layers that were trained before keep the state
   * of the optimizer. The best epoch of all phases gives the weights of the model.
   */
  public Trainer phases(List<Phase> phases) {
    return change(s -> s.phases = ImmutableList.copyOf(phases));
  }

  /** Returns a trainer with the settings of one phase. */
  Trainer inPhase(Phase phase) {
    return change(
        s -> {
          s.phases = ImmutableList.of();
          s.learningRateMultipliers = phase.before(s.learningRateMultipliers);
          phase.learningRate().ifPresent(rate -> s.optimizer = s.optimizer.learningRate(rate));
          s.epochs = phase.epochs().isPresent() ? phase.epochs() : s.epochs;
          s.patience = phase.patience().isPresent() ? phase.patience() : s.patience;
          phase.augmentation().ifPresent(steps -> s.augmentation = steps);
          phase.schedule().ifPresent(schedule -> s.schedule = schedule);
        });
  }

  /** Returns whether the features of a frozen backbone are cached. */
  public Caching caching() {
    return settings.caching;
  }

  /** Sets whether the features of a frozen backbone are cached; it never changes the result. */
  public Trainer caching(Caching mode) {
    return change(s -> s.caching = mode);
  }

  /** Returns the listener of the progress. */
  public Progress progress() {
    return settings.progress;
  }

  /** Sets the listener of the progress. */
  public Trainer progress(Progress progress) {
    return change(s -> s.progress = progress);
  }

  /** Returns the listeners, in the order in which they were added. */
  public List<TrainingListener> listeners() {
    return settings.listeners;
  }

  /** Adds a listener to the events of the training, after those added before. */
  public Trainer listener(TrainingListener listener) {
    return change(
        s ->
            s.listeners =
                ImmutableList.<TrainingListener>builder()
                    .addAll(s.listeners)
                    .add(listener)
                    .build());
  }

  /** Returns the condition that stops the training. */
  public BooleanSupplier stopCondition() {
    return settings.stopCondition;
  }

  /**
   * Sets a condition that is checked after every batch: if it is true, training stops and the best
   * weights so far are kept.
   */
  public Trainer stopWhen(BooleanSupplier condition) {
    return change(s -> s.stopCondition = condition);
  }

  /** Returns where the state of the training is saved; empty, the default, if it is not. */
  public Optional<Checkpoints> checkpoints() {
    return settings.checkpoints;
  }

  /**
   * Saves the state of the training, and continues from a saved one with {@link
   * Checkpoints#resume()}.
   */
  public Trainer checkpoints(Checkpoints checkpoints) {
    return change(s -> s.checkpoints = Optional.of(checkpoints));
  }

  /** Returns the shared feature cache; empty if each training has its own. */
  public Optional<FeatureCache> featureCache() {
    return settings.featureCache;
  }

  /** Sets a feature cache that is shared with other trainings. */
  public Trainer featureCache(FeatureCache cache) {
    return change(s -> s.featureCache = Optional.of(cache));
  }

  /**
   * Prepares the training of a model, with the defaults that depend on it.
   *
   * @throws UsageException if nothing or not all can be trained as configured, or standardization
   *     is on and not possible for this network
   * @throws org.blockwright.base.DescriptionException if a pattern of the learning-rate multipliers
   *     matches no layer
   */
  public TrainingSetup prepare(Model model) {
    return new TrainingSetup(this, model);
  }

  /**
   * Same as {@link #prepare(Model)}, for a known number of training images, on which the default
   * weight decay of a solved head depends, see {@link ResolvedSettings#weightDecay}.
   */
  public TrainingSetup prepare(Model model, int trainingImages) {
    return change(s -> s.trainingImages = OptionalInt.of(trainingImages)).prepare(model);
  }

  /** The number of training images, if it is known before they are trained on. */
  OptionalInt trainingImages() {
    return settings.trainingImages;
  }

  /**
   * Trains a model in place on the training images of a split; its validation images select the
   * best epoch. The test images are not used. Input size, color mode, resizing and preprocessing
   * are those of the model.
   *
   * @throws org.blockwright.base.BlockwrightException as {@link #prepare} and {@link
   *     TrainingSetup#train}
   */
  public TrainingResult train(Model model, Split split) {
    return train(model, split.train(), Optional.of(split.validation()));
  }

  /**
   * Trains a model in place on a data set. A tenth of each class is held out as validation images,
   * at least one image, by a {@link Split} with the {@link #seed}. Warnings of the split are notes
   * of the {@link #progress}.
   *
   * @throws org.blockwright.base.DataException if a class has fewer than two images
   * @throws org.blockwright.base.BlockwrightException as {@link #prepare} and {@link
   *     TrainingSetup#train}
   */
  public TrainingResult train(Model model, Dataset data) {
    // Invalid settings are reported before the split.
    prepare(model);
    Split split = Split.of(data, Ratios.holdOut(HELD_OUT_FRACTION), seed());
    split.warnings().forEach(progress()::note);
    return prepare(model, split.train().size())
        .train(split.train(), Optional.of(split.validation()));
  }

  /**
   * Trains a model in place, see {@link #prepare} and {@link TrainingSetup#train}.
   *
   * @param validation the images that select the best epoch; without them the training loss does
   * @throws org.blockwright.base.BlockwrightException as these two
   */
  public TrainingResult train(Model model, Dataset train, Optional<Dataset> validation) {
    return prepare(model, train.size()).train(train, validation);
  }

  private static void require(String setting, int minimum, int value) {
    if (value < minimum) {
      throw new UsageException(TrainingProblems.belowMinimum(setting, minimum, value));
    }
  }

  private static void requireAtLeastZero(String setting, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new UsageException(TrainingProblems.negative(setting, value));
    }
  }
}
