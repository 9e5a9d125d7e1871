package org.blockwright.training;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.TrainingPlan;
import org.blockwright.training.features.FeatureCache;

/**
 * Training configuration. Immutable: each method returns a modified copy.
 *
 * <pre>{@code
 * Run run = Trainer.of(Optimizer.adam(1e-3))
 *     .rates(Rates.none().freeze("block*"))
 *     .epochs(10).batch(32).patience(3).seed(42)
 *     .train(model, split.train(), Optional.of(split.validation()), reader);
 * }</pre>
 *
 * <p>Defaults are those of a job: every layer at the full learning rate, batches of 32, seed 42, no
 * augmentation, {@link StandardizationMode#AUTO}. Those of epochs, patience and weight decay depend
 * on the network, see {@link ResolvedSettings}.
 */
public final class Trainer {
  /** The default weight decay where features are standardized. */
  static final double STANDARDIZED_WEIGHT_DECAY = 0.01;

  private static final int EPOCHS = 30;
  private static final int PATIENCE = 5;
  private static final int FIXED_FEATURES_EPOCHS = 200;
  private static final int FIXED_FEATURES_PATIENCE = 20;

  private final Settings settings;

  /** The settings; changed only in the copy that {@link #with} makes. */
  private static final class Settings implements Cloneable {
    private Optimizer optimizer;
    private LearningRateMultipliers learningRateMultipliers = LearningRateMultipliers.uniform();
    private OptionalInt epochs = OptionalInt.empty();
    private int batchSize = 32;
    private OptionalInt patience = OptionalInt.empty();
    private long seed = 42;
    private int threads = Runtime.getRuntime().availableProcessors();
    private Augmentation augmentation = Augmentation.none();
    private StandardizationMode standardize = StandardizationMode.AUTO;
    private OptionalDouble weightDecay = OptionalDouble.empty();
    private Caching caching = Caching.AUTO;
    private Progress progress = Progress.silent();
    private BooleanSupplier stopCondition = () -> false;
    private Optional<FeatureCache> featureCache = Optional.empty();

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

  /** A trainer with all settings at their defaults. */
  public static Trainer of(Optimizer optimizer) {
    return new Trainer(new Settings(optimizer));
  }

  private Trainer with(Consumer<Settings> change) {
    Settings copy = settings.copy();
    change.accept(copy);
    return new Trainer(copy);
  }

  public Optimizer optimizer() {
    return settings.optimizer;
  }

  /** Multipliers of the learning rate by block. */
  public LearningRateMultipliers learningRateMultipliers() {
    return settings.learningRateMultipliers;
  }

  public Trainer learningRateMultipliers(LearningRateMultipliers r) {
    return with(v -> v.learningRateMultipliers = r);
  }

  /** The number of epochs at most; empty for the default, see {@link ResolvedSettings}. */
  public OptionalInt epochs() {
    return settings.epochs;
  }

  public Trainer epochs(int n) {
    require("epochs", 1, n);
    return with(v -> v.epochs = OptionalInt.of(n));
  }

  /** Images per step. */
  public int batchSize() {
    return settings.batchSize;
  }

  public Trainer batchSize(int n) {
    require("batch", 1, n);
    return with(v -> v.batchSize = n);
  }

  /**
   * Number of epochs without improvement of the validation loss (without validation images: of the
   * training loss) after which training stops; 0 disables early stopping; empty for the default.
   */
  public OptionalInt patience() {
    return settings.patience;
  }

  public Trainer patience(int n) {
    require("patience", 0, n);
    return with(v -> v.patience = OptionalInt.of(n));
  }

  /** Of the order of the images, the augmentation and dropout. */
  public long seed() {
    return settings.seed;
  }

  public Trainer seed(long s) {
    return with(v -> v.seed = s);
  }

  /** Threads that decode images. */
  public int threads() {
    return settings.threads;
  }

  public Trainer threads(int n) {
    require("threads", 1, n);
    return with(v -> v.threads = n);
  }

  public Augmentation augmentation() {
    return settings.augmentation;
  }

  public Trainer augmentation(Augmentation a) {
    return with(v -> v.augmentation = a);
  }

  /** Whether the dense layer after a frozen backbone is trained on standardized features. */
  public StandardizationMode standardize() {
    return settings.standardize;
  }

  public Trainer standardize(StandardizationMode mode) {
    return with(v -> v.standardize = mode);
  }

  /** The weight decay; empty for the default, see {@link #weightDecay(double)}. */
  public OptionalDouble weightDecay() {
    return settings.weightDecay;
  }

  /**
   * Sets the weight decay: the loss becomes the mean cross-entropy plus {@code factor} times half
   * the sum of the squared weights of the kernels of all trained layers (L2 regularization). Biases
   * and batch norms do not decay, and the learning-rate multipliers do not change the factor. On
   * standardized features the kernel is the one that reads those.
   *
   * @param factor 0 for none; by default 0.01 if features are standardized, else 0
   * @throws UsageException if it is negative, NaN or infinite
   */
  public Trainer weightDecay(double factor) {
    if (!(factor >= 0 && Double.isFinite(factor))) {
      throw new UsageException(TrainingProblems.invalidWeightDecay(factor));
    }
    return with(v -> v.weightDecay = OptionalDouble.of(factor));
  }

  /** Whether the features of a frozen backbone are cached; it never changes the result. */
  public Caching caching() {
    return settings.caching;
  }

  public Trainer caching(Caching mode) {
    return with(v -> v.caching = mode);
  }

  public Progress progress() {
    return settings.progress;
  }

  public Trainer progress(Progress p) {
    return with(v -> v.progress = p);
  }

  /** Asked after every batch: whether to end. */
  public BooleanSupplier stopCondition() {
    return settings.stopCondition;
  }

  /** Ends after the running batch if this returns true; the best weights so far are kept. */
  public Trainer stopWhen(BooleanSupplier s) {
    return with(v -> v.stopCondition = s);
  }

  /** Where features are cached; empty for a cache of this training alone. */
  public Optional<FeatureCache> featureCache() {
    return settings.featureCache;
  }

  /** Shares cached features with other trainings. */
  public Trainer featureCache(FeatureCache c) {
    return with(v -> v.featureCache = Optional.of(c));
  }

  /**
   * Whether the features of a frozen backbone of this network are the same in every epoch, so that
   * they can be computed once: everything up to its end is frozen, and nothing random precedes it.
   *
   * @throws org.blockwright.base.DescriptionException if a pattern of the rates matches nothing
   */
  public boolean hasFixedFeatures(Network network) {
    return settings.augmentation.isEmpty()
        && network.augmentation().isEmpty()
        && FeatureCache.backboneEnd(network.graph(), plan(network)::isFrozen).isPresent();
  }

  private TrainingPlan plan(Network network) {
    return TrainingPlan.of(
        network.graph(), settings.optimizer, settings.learningRateMultipliers, settings.seed);
  }

  /**
   * What this trainer does for a model.
   *
   * @throws UsageException if features are to be standardized and cannot be
   * @throws org.blockwright.base.DescriptionException if a pattern of the rates matches nothing
   */
  public ResolvedSettings resolve(Model model) {
    Network network = model.network();
    boolean fixed = hasFixedFeatures(network);
    StandardizedLayer place = StandardizedLayer.of(network.graph(), plan(network));
    boolean standardized =
        switch (settings.standardize) {
          case OFF -> false;
          case ON -> true;
          case AUTO ->
              fixed
                  && place
                      .layer()
                      .filter(node -> model.newlyInitialized().contains(node.name()))
                      .isPresent();
        };
    if (standardized && place.layer().isEmpty()) {
      throw new UsageException(TrainingProblems.cannotStandardize(network.name(), place.reason()));
    }
    return new ResolvedSettings(
        settings.epochs.orElse(fixed ? FIXED_FEATURES_EPOCHS : EPOCHS),
        settings.patience.orElse(fixed ? FIXED_FEATURES_PATIENCE : PATIENCE),
        standardized,
        settings.weightDecay.orElse(standardized ? STANDARDIZED_WEIGHT_DECAY : 0));
  }

  /**
   * Trains a model in place. Classes are matched to the model's labels by name; without labels the
   * order of {@code train} counts.
   *
   * @param validation chooses the best epoch; without it the training loss does
   * @throws org.blockwright.base.DataException if the classes are not the model's labels
   * @throws org.blockwright.base.TrainingException if loss, weights or predictions become NaN or
   *     infinite; the model then keeps the weights that it had
   */
  public TrainingResult train(
      Model model, Dataset train, Optional<Dataset> validation, ImagePreprocessor reader) {
    return new Training(this, model, train, validation, reader).run();
  }

  private static void require(String what, int least, int got) {
    if (got < least) {
      throw new UsageException(TrainingProblems.belowMinimum(what, least, got));
    }
  }
}
