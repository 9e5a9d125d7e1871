package org.blockwright.job;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Grouping;
import org.blockwright.data.Ratios;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.format.Document;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.ScoredSamples;
import org.blockwright.training.Caching;
import org.blockwright.training.StandardizationMode;

/**
 * Configuration of a training run as values by key, see {@link Setting}. Immutable: {@link #with}
 * returns a modified copy and checks key and value at once. Omitted settings have their defaults.
 */
public final class Job {
  private static final String JOB_KEY = "job";

  /** The text of a value, as it is written, and what it means. */
  private record Value(String text, Object parsed) {}

  private final ImmutableMap<Setting, Value> values;
  private final LearningRateMultipliers learningRateMultipliers;

  private Job(Map<Setting, Value> values, LearningRateMultipliers learningRateMultipliers) {
    this.values = ImmutableMap.copyOf(values);
    this.learningRateMultipliers = learningRateMultipliers;
  }

  /** Returns a job with all settings at their defaults. */
  public static Job defaults() {
    return new Job(Map.of(), LearningRateMultipliers.uniform());
  }

  /**
   * Returns a copy with one setting set or replaced.
   *
   * @param key one of {@link Setting#keys()}
   * @param value a text, a number, a boolean or a path; a list for {@code lr-multipliers}
   * @throws UsageException if the key is unknown or the value is not valid for it
   */
  public Job with(String key, Object value) {
    Setting setting =
        Setting.of(key).orElseThrow(() -> new UsageException(SettingAliases.unknownSetting(key)));
    List<String> texts =
        value instanceof Collection<?> elements
            ? elements.stream().map(Job::text).toList()
            : List.of(text(value));
    if (setting.kind() == Setting.Kind.LIST) {
      return withLearningRateMultipliers(parseMultipliers(texts));
    }
    if (texts.size() != 1) {
      throw new UsageException(JobProblems.invalidValue(key, "one value", texts));
    }
    Map<Setting, Value> copy = new EnumMap<>(Setting.class);
    copy.putAll(values);
    copy.put(setting, new Value(texts.get(0), setting.parse(texts.get(0))));
    return new Job(copy, learningRateMultipliers);
  }

  /** Returns a copy with other learning-rate multipliers. */
  public Job withLearningRateMultipliers(LearningRateMultipliers multipliers) {
    return new Job(values, multipliers);
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
      throw new UsageException(e.getMessage(), e);
    }
  }

  /**
   * Reads a job file, or the job in the {@code run.yaml} of a run. Relative paths in it are
   * resolved against the working directory, as on the command line.
   *
   * @throws org.blockwright.base.BlockwrightException with file, line and column, if it is invalid
   */
  public static Job read(Path file) {
    Document document = Document.read(file);
    // No setting has the key job, so a map of that name means a run.yaml.
    Document settings =
        document.isMap()
            ? document.find(JOB_KEY).filter(Document::isMap).orElse(document)
            : document;
    Job job = defaults();
    for (Map.Entry<String, Document> entry : flatten("", settings).entrySet()) {
      Document value = entry.getValue();
      try {
        job =
            job.with(
                entry.getKey(),
                value.isList() ? value.list().stream().map(Document::text).toList() : value.text());
      } catch (UsageException e) {
        throw new UsageException(value.location() + ": " + e.getMessage(), e);
      }
    }
    return job;
  }

  private static Map<String, Document> flatten(String prefix, Document document) {
    Map<String, Document> flat = new LinkedHashMap<>();
    document
        .map()
        .forEach(
            (key, value) -> {
              if (value.isMap()) {
                flat.putAll(flatten(prefix + key + ".", value));
              } else {
                flat.put(prefix + key, value);
              }
            });
    return flat;
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
    return setting.kind() == Setting.Kind.TEXT ? text(setting) : parsed(setting);
  }

  private Object parsed(Setting setting) {
    Value value = values.get(setting);
    return value == null ? setting.parse(setting.defaultValue()) : value.parsed();
  }

  private <T> Optional<T> parsed(Setting setting, Class<T> type) {
    return Optional.of(parsed(setting)).filter(type::isInstance).map(type::cast);
  }

  /** Returns the value, or the default, as text. */
  public String text(Setting setting) {
    Value value = values.get(setting);
    return value == null ? setting.defaultValue() : value.text();
  }

  /** Returns whether a value is set explicitly, even if it equals the default. */
  public boolean isSet(Setting setting) {
    return values.containsKey(setting);
  }

  /** Returns the value, or the default, as text; empty if the text is empty. */
  public Optional<String> get(Setting setting) {
    return Optional.of(text(setting)).filter(t -> !t.isEmpty());
  }

  /**
   * Returns the value of a required setting.
   *
   * @throws UsageException if it is not set
   */
  public String require(Setting setting) {
    return get(setting)
        .orElseThrow(
            () ->
                new UsageException(
                    JobProblems.missingSetting(setting.key(), setting.description())));
  }

  /** Returns the value of an integer setting. */
  public long longValue(Setting setting) {
    return parsed(setting, Long.class).orElseThrow();
  }

  /**
   * Returns the value of an integer setting whose range, which {@link #with} checks, fits an int.
   */
  public int intValue(Setting setting) {
    return Math.toIntExact(longValue(setting));
  }

  /** Returns the value of a numeric setting. */
  public double number(Setting setting) {
    return parsed(setting, Double.class).orElseThrow();
  }

  /** Returns the value of a boolean setting. */
  public boolean bool(Setting setting) {
    return parsed(setting, Boolean.class).orElseThrow();
  }

  /** Returns the input shape of the network; empty for the network's own. */
  public Optional<Shape> input() {
    return parsed(Setting.INPUT, Shape.class);
  }

  /** Returns the split of the training folder, if one is set. */
  public Optional<Ratios> split() {
    return parsed(Setting.SPLIT, Ratios.class);
  }

  /** Returns how images are grouped; by default each is its own group. */
  public Grouping grouping() {
    return parsed(Setting.GROUP_BY, Grouping.class).orElse(Grouping.none());
  }

  /** Returns the augmentation of training images; by default none. */
  public Augmentation augmentation() {
    return parsed(Setting.AUGMENTATION, Augmentation.class).orElse(Augmentation.none());
  }

  /** Returns the learning-rate multipliers and frozen layers. */
  public LearningRateMultipliers learningRateMultipliers() {
    return learningRateMultipliers;
  }

  /** Returns the optimizer with its hyperparameters. */
  public Optimizer optimizer() {
    return OptimizerKind.of(this).create(this);
  }

  /** Returns the metric on the validation images for early stopping and the best epoch. */
  public MetricDefinition<ScoredSamples> monitor() {
    return Metrics.overall(text(Setting.MONITOR));
  }

  /**
   * Returns whether the dense layer after a frozen backbone is trained on standardized features.
   */
  StandardizationMode standardize() {
    return StandardizationMode.of(text(Setting.STANDARDIZE)).orElseThrow();
  }

  /** Returns whether the features of a frozen backbone are cached. */
  Caching caching() {
    return Caching.of(text(Setting.CACHE)).orElseThrow();
  }

  /**
   * Returns the base name of the network, for instance {@code vgg16} for {@code nets/vgg16.yaml}.
   */
  public String networkName() {
    String model = Path.of(require(Setting.MODEL)).getFileName().toString();
    return model.replaceFirst("\\.(yaml|yml|json|zip)$", "");
  }

  /** Returns the number of threads that decode images; by default one per processor. */
  public int threads() {
    int threads = intValue(Setting.THREADS);
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Job job
        && texts().equals(job.texts())
        && learningRateMultipliers.equals(job.learningRateMultipliers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(texts(), learningRateMultipliers);
  }

  @Override
  public String toString() {
    return texts() + ", " + learningRateMultipliers.rules();
  }

  private Map<Setting, String> texts() {
    return Maps.transformValues(values, Value::text);
  }
}
