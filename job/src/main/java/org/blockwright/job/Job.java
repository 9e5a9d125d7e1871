package org.blockwright.job;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.Grouping;
import org.blockwright.data.Ratios;
import org.blockwright.data.audit.AuditMode;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.Head;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.Engine;
import org.blockwright.engine.EngineMode;
import org.blockwright.training.Caching;
import org.blockwright.training.InitialBias;
import org.blockwright.training.Sampling;
import org.blockwright.training.StandardizationMode;
import org.blockwright.training.ValidationMetric;
import org.blockwright.training.phase.Phase;
import org.blockwright.training.schedule.LearningRateSchedule;
import org.blockwright.weights.GrayscaleKernel;
import org.blockwright.weights.PairingOptions;
import org.blockwright.weights.registry.WeightsStore;

/**
 * Settings of a training run by key, see {@link Setting}: the form that job files, options and
 * studies fill in. Immutable: {@link #with} returns a modified copy, and parses and checks the
 * value at once. Omitted settings have their defaults. In Java a {@link TrainingJob} has one typed
 * method for each setting instead.
 */
public final class Job {
  /** The text of a value, as it is written, and what it means. */
  private record Value(String text, Object parsed) {}

  /** The settings of the images and their subsets; the split also follows from the seed. */
  static final ImmutableSet<Setting> DATA_SETTINGS =
      Sets.immutableEnumSet(
          Setting.TRAIN,
          Setting.TARGETS,
          Setting.IMAGES,
          Setting.TASK,
          Setting.VALIDATION,
          Setting.TEST,
          Setting.SPLIT,
          Setting.SPLIT_FILE,
          Setting.GROUP_BY);

  private final ImmutableMap<Setting, Value> values;
  private final LearningRateMultipliers learningRateMultipliers;

  /** The SHA-256 of the split in the run.yaml that the job was read from. */
  private final Optional<String> recordedSplit;

  private Job(
      Map<Setting, Value> values,
      LearningRateMultipliers learningRateMultipliers,
      Optional<String> recordedSplit) {
    this.values = ImmutableMap.copyOf(values);
    this.learningRateMultipliers = learningRateMultipliers;
    this.recordedSplit = recordedSplit;
  }

  /** Returns a job with all settings at their defaults. */
  public static Job defaults() {
    return new Job(Map.of(), LearningRateMultipliers.uniform(), Optional.empty());
  }

  /** Returns a copy that repeats a run whose split has this SHA-256. */
  Job withRecordedSplit(Optional<String> sha256) {
    return new Job(values, learningRateMultipliers, sha256);
  }

  /**
   * Returns the SHA-256 of the split of the run that the job repeats; empty if it repeats none, the
   * run had no split, or a setting was changed from which the split follows.
   */
  Optional<String> recordedSplit() {
    return recordedSplit;
  }

  /**
   * Returns a copy with one setting set or replaced.
   *
   * @param key one of {@link Setting#keys()}; for the value of one of several outputs, the weight
   *     of one class, a parameter of layers, or a part of the schedule, its name after a dot:
   *     {@code loss.age}, {@code class-weights.cat}, {@code network.block5/conv*.filters}, {@code
   *     schedule.warm-up}
   * @param value a text, a number, a boolean or a path; a list for {@code lr-multipliers}
   * @throws UsageException if the key is unknown or the value is not valid for it
   */
  public Job with(String key, Object value) {
    Optional<Setting> setting = Setting.of(key);
    return setting.isPresent()
        ? with(setting.get(), value)
        : SettingParts.set(this, key, text(value))
            .orElseThrow(() -> new UsageException(SettingAliases.unknownSetting(key)));
  }

  /** Returns a copy with one setting set or replaced, as {@link #with(String, Object)}. */
  public Job with(Setting setting, Object value) {
    List<String> texts =
        value instanceof Collection<?> elements
            ? elements.stream().map(Job::text).toList()
            : List.of(text(value));
    if (setting.kind() == Setting.Kind.LIST) {
      return withLearningRateMultipliers(parseMultipliers(texts));
    }
    if (setting == Setting.PHASES) {
      Object phases = setting.parse(PhasesText.join(texts));
      return with(setting, phases.toString(), phases);
    }
    if (texts.size() != 1) {
      throw new UsageException(JobProblems.invalidValue(setting, "one value", texts));
    }
    return with(setting, texts.get(0), setting.parse(texts.get(0)));
  }

  /**
   * Returns a copy with a value that is not parsed from its text.
   *
   * @param text the value in {@code run.yaml} and messages
   */
  Job with(Setting setting, String text, Object value) {
    Map<Setting, Value> copy = new EnumMap<>(Setting.class);
    copy.putAll(values);
    Value previous = copy.put(setting, new Value(text, value));
    String before = previous == null ? setting.defaultValue() : previous.text();
    boolean otherSplit =
        (setting == Setting.SEED || DATA_SETTINGS.contains(setting)) && !text.equals(before);
    return new Job(copy, learningRateMultipliers, otherSplit ? Optional.empty() : recordedSplit);
  }

  /** Returns a copy with other learning-rate multipliers. */
  public Job withLearningRateMultipliers(LearningRateMultipliers multipliers) {
    return new Job(values, multipliers, recordedSplit);
  }

  /** Writes 32.0, from a study or a file, as 32, so that it is valid for an integer setting. */
  private static String text(Object value) {
    return value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15
        ? String.valueOf(d.longValue())
        : String.valueOf(value);
  }

  private static LearningRateMultipliers parseMultipliers(List<String> rules) {
    try {
      return new LearningRateMultipliers(
          rules.stream().map(LearningRateMultipliers.Rule::parse).toList());
    } catch (DescriptionException e) {
      throw new UsageException(
          JobProblems.invalidText(Setting.LEARNING_RATE_MULTIPLIERS, e.getMessage()), e);
    }
  }

  /**
   * Reads a job file, or the job in the {@code run.yaml} of a run. Relative paths in it are
   * resolved against the working directory, as on the command line; a network or head that was
   * built in Java is read from the file beside {@code run.yaml}.
   *
   * @throws org.blockwright.base.BlockwrightException with file, line and column, if it is invalid
   */
  public static Job read(Path file) {
    return JobFile.read(file);
  }

  /** Returns all settings, defaults included, nested by the dots of their keys as in YAML. */
  public Map<String, Object> toMap() {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (Setting setting : Setting.values()) {
      List<String> names = Splitter.on('.').splitToList(setting.key());
      Map<String, Object> parent = names.size() > 1 ? childMap(tree, names.get(0)) : tree;
      parent.put(names.get(names.size() - 1), value(setting));
    }
    return tree;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> childMap(Map<String, Object> tree, String name) {
    return (Map<String, Object>) tree.computeIfAbsent(name, n -> new LinkedHashMap<>());
  }

  private Object value(Setting setting) {
    if (setting.kind() == Setting.Kind.LIST) {
      return learningRateMultipliers.rules().stream().map(Object::toString).toList();
    }
    if (setting == Setting.PHASES) {
      return phases().stream().map(Object::toString).toList();
    }
    // Numbers are written as such, unless they are set for outputs by name.
    Object parsed = parsed(setting);
    Optional<?> number =
        parsed instanceof PerOutput<?> values && values.byOutput().isEmpty()
            ? values.common().filter(Double.class::isInstance)
            : Optional.empty();
    return number.isPresent()
        ? number.get()
        : setting.kind() == Setting.Kind.TEXT ? text(setting) : parsed;
  }

  private Object parsed(Setting setting) {
    Value value = values.get(setting);
    return value == null ? setting.parse(setting.defaultValue()) : value.parsed();
  }

  private <T> Optional<T> parsed(Setting setting, Class<T> type) {
    return Optional.of(parsed(setting)).filter(type::isInstance).map(type::cast);
  }

  /** Returns the value, or the default, as text. */
  String text(Setting setting) {
    Value value = values.get(setting);
    return value == null ? setting.defaultValue() : value.text();
  }

  /** Returns whether the text of a value has the same meaning as the value. */
  boolean isExpressedByText(Setting setting) {
    try {
      Job reparsed = with(setting, text(setting));
      return setting == Setting.OPTIMIZER
          ? reparsed.optimizer().equals(optimizer())
          : reparsed.parsed(setting).equals(parsed(setting));
    } catch (UsageException e) {
      return false;
    }
  }

  /** Returns a value that has no text form, for {@code run.yaml}. */
  String describe(Setting setting) {
    return String.valueOf(setting == Setting.OPTIMIZER ? optimizer() : parsed(setting));
  }

  /** Returns whether a value is set explicitly, even if it equals the default. */
  boolean isSet(Setting setting) {
    return values.containsKey(setting);
  }

  /** Returns whether a value is the default, set explicitly or not. */
  boolean isDefault(Setting setting) {
    return parsed(setting).equals(setting.parse(setting.defaultValue()));
  }

  private <T> T require(Setting setting, Class<T> type) {
    return parsed(setting, type)
        .orElseThrow(() -> new UsageException(JobProblems.missingSetting(setting)));
  }

  private OptionalInt optionalInt(Setting setting) {
    return parsed(setting, Long.class).stream().mapToInt(Math::toIntExact).findFirst();
  }

  int intValue(Setting setting) {
    // SettingRange of the setting fits an int.
    return optionalInt(setting).orElseThrow();
  }

  boolean bool(Setting setting) {
    return parsed(setting, Boolean.class).orElseThrow();
  }

  /**
   * Returns the network.
   *
   * @throws UsageException if it is not set
   */
  NetworkReference network() {
    return require(Setting.MODEL, NetworkReference.class);
  }

  /**
   * Returns whether the network is that of a saved model, which has weights.
   *
   * @throws UsageException if no network is set
   */
  public boolean usesSavedModel() {
    return network() instanceof NetworkReference.InFile file && file.isSavedModel();
  }

  /** Returns whether the network is a saved model whose layers and weights stay as they are. */
  boolean isSavedModel() {
    return usesSavedModel()
        && input().isEmpty()
        && cut().isEmpty()
        && head().isEmpty()
        && weights().isEmpty();
  }

  /**
   * Returns the base name of the network, for instance {@code vgg16} for {@code nets/vgg16.yaml}.
   *
   * @throws UsageException if it is not set
   */
  public String networkName() {
    return network().baseName();
  }

  /** Returns the input shape of the network; empty for the network's own. */
  public Optional<Shape> input() {
    return parsed(Setting.INPUT, Shape.class);
  }

  /** Returns the layer after which the network is truncated, if any. */
  public Optional<String> cut() {
    return parsed(Setting.CUT, String.class).filter(layer -> !layer.isEmpty());
  }

  /** Returns the head without {@link #headWidth}; empty for the default, which depends on it. */
  Optional<Head> head() {
    return parsed(Setting.HEAD, Head.class);
  }

  /** Returns the number of units of the hidden layer of the head; 0 for that of {@link #head}. */
  int headWidth() {
    return intValue(Setting.HEAD_WIDTH);
  }

  NetworkParameters networkParameters() {
    return parsed(Setting.NETWORK_PARAMETERS, NetworkParameters.class)
        .orElse(NetworkParameters.NONE);
  }

  /** Returns the dropout before the last dense layer of the head; empty for that of the head. */
  OptionalDouble headDropout() {
    return parsed(Setting.HEAD_DROPOUT, Double.class).stream().mapToDouble(d -> d).findFirst();
  }

  /** Returns whether the head of a saved model is kept for other labels. */
  boolean keepHead() {
    return bool(Setting.HEAD_KEEP);
  }

  /** Returns what the network predicts; empty if it follows from images and model. */
  Optional<Task> task() {
    return parsed(Setting.TASK, Task.class);
  }

  /** Returns the values of a setting that each output has for itself. */
  @SuppressWarnings("unchecked")
  <T> PerOutput<T> perOutput(Setting setting) {
    // The parser of the setting and its methods in Java only set values of its type.
    return parsed(setting, PerOutput.class)
        .map(values -> (PerOutput<T>) values)
        .orElse(PerOutput.none());
  }

  /** Returns the weights of classes or labels in the loss; empty for 1 each. */
  Optional<ClassWeights> classWeights() {
    return parsed(Setting.CLASS_WEIGHTS, ClassWeights.class);
  }

  /** Returns the columns of a CSV file to predict; empty for all. */
  List<String> targetColumns() {
    return parsed(Setting.TARGETS, TargetColumns.class)
        .map(TargetColumns::names)
        .orElse(ImmutableList.of());
  }

  /** Returns the folder to which the files of CSV files are relative, if it is set. */
  Optional<Path> images() {
    return parsed(Setting.IMAGES, Path.class);
  }

  /** Returns whether the output layer of a regression is trained on standardized targets. */
  StandardizationMode standardizeTargets() {
    return parsed(Setting.STANDARDIZE_TARGETS, StandardizationMode.class).orElseThrow();
  }

  /** Returns how biases of newly initialized output layers start. */
  InitialBias initialBias() {
    return parsed(Setting.INITIAL_BIAS, InitialBias.class).orElseThrow();
  }

  /** Returns how the images of an epoch are drawn. */
  Sampling sampling() {
    return parsed(Setting.SAMPLING, Sampling.class).orElseThrow();
  }

  /**
   * Returns the weights, if any.
   *
   * @throws UsageException if there are none, but a conversion of them is set
   */
  Optional<WeightsChoice> weights() {
    Optional<WeightsChoice> weights = parsed(Setting.WEIGHTS, WeightsChoice.class);
    if (weights.isEmpty() && parsed(Setting.GRAY_KERNEL, GrayscaleKernel.class).isPresent()) {
      throw new UsageException(JobProblems.grayKernelWithoutWeights());
    }
    return weights;
  }

  /** Returns where published weights are found and stored. */
  WeightsStore weightsStore(Progress progress) {
    WeightsStore store = WeightsStore.standard().offline(bool(Setting.OFFLINE)).progress(progress);
    return parsed(Setting.WEIGHTS_CACHE, Path.class).map(store::cache).orElse(store);
  }

  /** Returns how strictly weights files must fit, and how first kernels are converted. */
  PairingOptions pairingOptions() {
    PairingOptions options =
        bool(Setting.ALLOW_PARTIAL_WEIGHTS)
            ? PairingOptions.STRICT.allowPartial()
            : PairingOptions.STRICT;
    return parsed(Setting.GRAY_KERNEL, GrayscaleKernel.class)
        .map(options::convertToGrayscale)
        .orElse(options);
  }

  /** Returns the preprocessing; empty for that of the weights or the network. */
  public Optional<Preprocessing> preprocessing() {
    return parsed(Setting.PREPROCESSING, Preprocessing.class);
  }

  /**
   * Returns the folder or CSV file of training images.
   *
   * @throws UsageException if it is not set
   */
  Path train() {
    return require(Setting.TRAIN, Path.class);
  }

  /** Returns the validation images, if they are set. */
  Optional<ValidationImages> validation() {
    return parsed(Setting.VALIDATION, ValidationImages.class);
  }

  /** Returns the folder or CSV file of test images, if any. */
  Optional<Path> test() {
    return parsed(Setting.TEST, Path.class);
  }

  /** Returns the split of the training folder, if one is set. */
  public Optional<Ratios> split() {
    return parsed(Setting.SPLIT, Ratios.class);
  }

  /** Returns the file with the subset of each image, if there is one. */
  Optional<Path> splitFile() {
    return parsed(Setting.SPLIT_FILE, Path.class);
  }

  /**
   * Checks that at most one setting determines the subsets.
   *
   * @throws UsageException if there are two
   */
  void requireOneSplit() {
    if (split().isPresent() && (validation().isPresent() || test().isPresent())) {
      throw new UsageException(JobProblems.conflictingSplit());
    }
    if (splitFile().isPresent() && (split().isPresent() || validation().isPresent())) {
      throw new UsageException(
          JobProblems.conflictingSplitFile(
              split().isPresent() ? Setting.SPLIT : Setting.VALIDATION));
    }
  }

  /** Returns how images are grouped; by default each is its own group. */
  public Grouping grouping() {
    return parsed(Setting.GROUP_BY, String.class)
        .filter(regex -> !regex.isEmpty())
        .map(Grouping::byFileName)
        .orElse(Grouping.none());
  }

  /** Returns the color mode of the images; empty for that of the network. */
  Optional<ColorMode> colorMode() {
    return isSet(Setting.GRAY)
        ? Optional.of(bool(Setting.GRAY) ? ColorMode.GRAYSCALE : ColorMode.RGB)
        : Optional.empty();
  }

  /** Returns the augmentation of training images; by default none. */
  public Augmentation augmentation() {
    return parsed(Setting.AUGMENTATION, Augmentation.class).orElse(Augmentation.none());
  }

  /** Returns how much of the images is audited before training. */
  public AuditMode audit() {
    return parsed(Setting.AUDIT, AuditMode.class).orElseThrow();
  }

  /** Returns whether an error of the audit prevents training. */
  public boolean strict() {
    return bool(Setting.STRICT);
  }

  /** Returns the columns of a CSV file for whose values metrics are reported; by default none. */
  public List<String> metricsBy() {
    return parsed(Setting.METRICS_BY, TargetColumns.class)
        .map(TargetColumns::names)
        .orElse(ImmutableList.of());
  }

  /** Returns the learning-rate multipliers and frozen layers. */
  public LearningRateMultipliers learningRateMultipliers() {
    return learningRateMultipliers;
  }

  /**
   * Checks that the pattern of every learning-rate multiplier matches a layer, in phases, too.
   *
   * @throws UsageException if a pattern matches nothing, with the nearest name
   */
  public void validateMultipliers(LayerGraph graph) {
    try {
      learningRateMultipliers.validate(graph);
      for (Phase phase : phases()) {
        phase.multipliers().validate(graph);
      }
    } catch (DescriptionException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /** Returns whether a head that can be solved to convergence is. */
  public boolean hasAutoOptimizer() {
    return text(Setting.OPTIMIZER).equals(OptimizerKind.AUTO.id());
  }

  /** Returns the optimizer with its hyperparameters. */
  public Optimizer optimizer() {
    return parsed(Setting.OPTIMIZER, Optimizer.class)
        .orElseThrow()
        .accept(new OptimizerKind.Hyperparameters(this));
  }

  /** Returns the number of a setting that has a default. */
  double number(Setting setting) {
    return parsed(setting, Double.class).orElseThrow();
  }

  double learningRate() {
    return parsed(Setting.LEARNING_RATE, Double.class).orElseThrow();
  }

  /** Returns the schedule of the learning rate. */
  public LearningRateSchedule schedule() {
    return parsed(Setting.SCHEDULE, LearningRateSchedule.class).orElseThrow();
  }

  /** Returns the phases; empty for the same settings in all epochs. */
  public List<Phase> phases() {
    return parsed(Setting.PHASES, PhasesText.class)
        .map(PhasesText::phases)
        .orElse(ImmutableList.of());
  }

  double momentum() {
    return parsed(Setting.MOMENTUM, Double.class).orElseThrow();
  }

  boolean nesterov() {
    return bool(Setting.NESTEROV);
  }

  /**
   * Returns whether the dense layer after a frozen backbone is trained on standardized features.
   */
  public StandardizationMode standardize() {
    return parsed(Setting.STANDARDIZE, StandardizationMode.class).orElseThrow();
  }

  /** Returns the weight decay; empty for the default, which depends on the network. */
  public OptionalDouble weightDecay() {
    return parsed(Setting.WEIGHT_DECAY, Double.class).stream().mapToDouble(d -> d).findFirst();
  }

  /** Returns the maximum number of epochs; empty for the default, which depends on the network. */
  public OptionalInt epochs() {
    return optionalInt(Setting.EPOCHS);
  }

  /** Returns the number of images per step. */
  public int batchSize() {
    return intValue(Setting.BATCH_SIZE);
  }

  /**
   * Returns the patience of early stopping; empty for the default, which depends on the network.
   */
  public OptionalInt patience() {
    return optionalInt(Setting.PATIENCE);
  }

  /** Returns the metric on the validation images for early stopping and the best epoch. */
  public ValidationMetric monitor() {
    return parsed(Setting.MONITOR, ValidationMetric.class).orElseThrow();
  }

  /** Returns the seed. */
  public long seed() {
    return parsed(Setting.SEED, Long.class).orElseThrow();
  }

  /** Returns the number of threads that decode images; by default one per processor. */
  public int threads() {
    int threads = intValue(Setting.THREADS);
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  /** Returns how executors are chosen; by default the mode of the {@link Engine}. */
  public EngineMode engine() {
    return isSet(Setting.ENGINE)
        ? parsed(Setting.ENGINE, EngineMode.class).orElseThrow()
        : Engine.mode();
  }

  /** Returns whether the features of a frozen backbone are cached. */
  public Caching caching() {
    return parsed(Setting.CACHE, Caching.class).orElseThrow();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Job job
        && values.equals(job.values)
        && learningRateMultipliers.equals(job.learningRateMultipliers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(values, learningRateMultipliers);
  }

  @Override
  public String toString() {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach((setting, value) -> texts.put(setting.key(), value.text()));
    return texts + ", " + learningRateMultipliers.rules();
  }
}
