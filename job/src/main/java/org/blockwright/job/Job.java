package org.blockwright.job;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.format.Document;

/**
 * Configuration of a training run as values by key, see {@link Setting}. Immutable: {@link #with}
 * returns a modified copy and checks key and value at once. Omitted settings have their defaults.
 */
public final class Job {
  private static final String FREEZE = "freeze ";
  private static final String JOB_KEY = "job";

  private final ImmutableMap<Setting, List<String>> values;

  private Job(Map<Setting, List<String>> values) {
    this.values = ImmutableMap.copyOf(values);
  }

  /** Returns a job with all settings at their defaults. */
  public static Job defaults() {
    return new Job(Map.of());
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
    List<String> texts = new ArrayList<>();
    if (value instanceof Collection<?> elements) {
      elements.forEach(element -> texts.add(text(element)));
    } else {
      texts.add(text(value));
    }
    if (texts.size() != 1 && setting.kind() != Setting.Kind.LIST) {
      throw invalidValue(setting, "one value", texts);
    }
    texts.forEach(text -> check(setting, text));
    Map<Setting, List<String>> copy = new EnumMap<>(Setting.class);
    copy.putAll(values);
    copy.put(setting, ImmutableList.copyOf(texts));
    return new Job(copy);
  }

  /** Writes 32.0, from a study or a file, as 32, so that it is valid for an integer setting. */
  private static String text(Object value) {
    return value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15
        ? String.valueOf(d.longValue())
        : String.valueOf(value);
  }

  private static void check(Setting setting, String text) {
    switch (setting.kind()) {
      case INTEGER, NUMBER -> {
        boolean unset = text.isEmpty() && setting.defaultValue().isEmpty();
        if (!unset) {
          SettingRange.of(setting)
              .problem(text)
              .ifPresent(
                  expected -> {
                    throw invalidValue(setting, expected, text);
                  });
        }
      }
      case BOOL -> {
        if (!text.equals("true") && !text.equals("false")) {
          throw invalidValue(setting, "true or false", text);
        }
      }
      default -> {
        if (!setting.choices().isEmpty() && !setting.choices().contains(text)) {
          throw new UsageException(
              JobProblems.unknownValue(setting.key(), text, setting.choices()));
        }
      }
    }
  }

  private static UsageException invalidValue(Setting setting, String expected, Object got) {
    return new UsageException(JobProblems.invalidValue(setting.key(), expected, got));
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
    return switch (setting.kind()) {
      case INTEGER -> text(setting).isEmpty() ? "" : (Object) longValue(setting);
      case NUMBER -> text(setting).isEmpty() ? "" : (Object) number(setting);
      case BOOL -> bool(setting);
      case LIST -> list(setting);
      case TEXT -> text(setting);
    };
  }

  /** Returns the value, or the default, as text. */
  public String text(Setting setting) {
    List<String> texts = values.get(setting);
    return texts == null ? setting.defaultValue() : texts.get(0);
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

  /** Returns the elements of a list setting. */
  public List<String> list(Setting setting) {
    return values.getOrDefault(setting, ImmutableList.of());
  }

  /** Returns the value of an integer setting. */
  public long longValue(Setting setting) {
    return Long.parseLong(text(setting));
  }

  /**
   * Returns the value of an integer setting whose range, which {@link #with} checks, fits an int.
   */
  public int intValue(Setting setting) {
    return Math.toIntExact(longValue(setting));
  }

  /** Returns the value of a numeric setting. */
  public double number(Setting setting) {
    return Double.parseDouble(text(setting));
  }

  /** Returns the value of a boolean setting. */
  public boolean bool(Setting setting) {
    return Boolean.parseBoolean(text(setting));
  }

  /** Returns the learning-rate multipliers and frozen layers. */
  public LearningRateMultipliers learningRateMultipliers() {
    LearningRateMultipliers multipliers = LearningRateMultipliers.uniform();
    for (String text : list(Setting.LEARNING_RATE_MULTIPLIERS)) {
      String rule = text.strip();
      multipliers =
          rule.startsWith(FREEZE)
              ? multipliers.freeze(rule.substring(FREEZE.length()).trim())
              : multipliers.multiplier(rule);
    }
    return multipliers;
  }

  /**
   * Returns the optimizer with its hyperparameters.
   *
   * @throws UsageException if its name is unknown
   */
  public Optimizer optimizer() {
    String name = text(Setting.OPTIMIZER);
    Optimizer.Kind kind =
        Optimizer.Kind.of(name)
            .orElseThrow(
                () ->
                    new UsageException(
                        JobProblems.unknownValue(
                            Setting.OPTIMIZER.key(), name, Optimizer.Kind.ids())));
    double momentum = kind == Optimizer.Kind.NESTEROVS ? number(Setting.MOMENTUM) : 0;
    return new Optimizer(kind, number(Setting.LEARNING_RATE), momentum);
  }

  /** Returns the number of threads that decode images; by default one per processor. */
  public int threads() {
    int threads = intValue(Setting.THREADS);
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Job job && values.equals(job.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
