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
 * What a run is to do, as values by name (see {@link Setting}). Immutable: {@link #with} gives a
 * copy, and checks name and kind at once. What is not said has its default.
 */
public final class Job {
  private static final String FREEZE = "freeze ";
  private static final String JOB_KEY = "job";

  private final ImmutableMap<Setting, List<String>> values;

  private Job(Map<Setting, List<String>> said) {
    this.values = ImmutableMap.copyOf(said);
  }

  /** A job that says nothing yet. */
  public static Job defaults() {
    return new Job(Map.of());
  }

  /**
   * A copy that says one thing more, or anew.
   *
   * @param name one of {@link Setting#keys()}
   * @param value a text, a number, true or false, a path; a list for {@code rates}
   * @throws UsageException where there is no such name, or the value is of another kind
   */
  public Job with(String name, Object value) {
    Setting setting =
        Setting.of(name).orElseThrow(() -> new UsageException(SettingAliases.unknownSetting(name)));
    List<String> texts = new ArrayList<>();
    if (value instanceof Collection<?> many) {
      many.forEach(v -> texts.add(text(v)));
    } else {
      texts.add(text(value));
    }
    if (texts.size() != 1 && setting.kind() != Setting.Kind.LIST) {
      throw invalidValue(setting, "one value", texts);
    }
    texts.forEach(text -> check(setting, text));
    Map<Setting, List<String>> all = new EnumMap<>(Setting.class);
    all.putAll(values);
    all.put(setting, ImmutableList.copyOf(texts));
    return new Job(all);
  }

  /** 32.0 from a study or a file is 32 where a whole number is wanted. */
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
   * Reads a job, or the job of a run from its {@code run.yaml}. Paths in it are those of the
   * process: relative ones count from the working directory, as on the command line.
   *
   * @throws org.blockwright.base.BlockwrightException with file, line and column, where it is wrong
   */
  public static Job read(Path file) {
    Document whole = Document.read(file);
    // No setting is called job, so a map of that name is the job part of a run.yaml.
    Document part =
        whole.isMap() ? whole.find(JOB_KEY).filter(Document::isMap).orElse(whole) : whole;
    Job job = defaults();
    for (Map.Entry<String, Document> entry : flatten("", part).entrySet()) {
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
    Map<String, Document> all = new LinkedHashMap<>();
    document
        .map()
        .forEach(
            (key, value) -> {
              if (value.isMap()) {
                all.putAll(flatten(prefix + key + ".", value));
              } else {
                all.put(prefix + key, value);
              }
            });
    return all;
  }

  /** Everything, defaults included, nested by the dots of the names, as {@code run.yaml} has it. */
  public Map<String, Object> toMap() {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (Setting setting : Setting.values()) {
      List<String> names = Splitter.on('.').splitToList(setting.key());
      Map<String, Object> at = tree;
      if (names.size() > 1) {
        at = childMap(tree, names.get(0));
      }
      at.put(names.get(names.size() - 1), value(setting));
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

  public String text(Setting setting) {
    List<String> texts = values.get(setting);
    return texts == null ? setting.defaultValue() : texts.get(0);
  }

  /** Whether a value is set, even if it is the default. */
  public boolean isSet(Setting setting) {
    return values.containsKey(setting);
  }

  /** The text, where one is said. */
  public Optional<String> get(Setting setting) {
    return Optional.of(text(setting)).filter(t -> !t.isEmpty());
  }

  /**
   * The text, which must be said.
   *
   * @throws UsageException where it is not
   */
  public String require(Setting setting) {
    return get(setting)
        .orElseThrow(
            () ->
                new UsageException(
                    JobProblems.missingSetting(setting.key(), setting.description())));
  }

  public List<String> list(Setting setting) {
    return values.getOrDefault(setting, ImmutableList.of());
  }

  public long longValue(Setting setting) {
    return Long.parseLong(text(setting));
  }

  /** A whole number that counts something; it fits, since {@link #with} checks its range. */
  public int intValue(Setting setting) {
    return Math.toIntExact(longValue(setting));
  }

  public double number(Setting setting) {
    return Double.parseDouble(text(setting));
  }

  public boolean bool(Setting setting) {
    return Boolean.parseBoolean(text(setting));
  }

  /** The rules of {@code rates}, in order. */
  public LearningRateMultipliers learningRateMultipliers() {
    LearningRateMultipliers rates = LearningRateMultipliers.uniform();
    for (String text : list(Setting.LEARNING_RATE_MULTIPLIERS)) {
      String rule = text.strip();
      rates =
          rule.startsWith(FREEZE)
              ? rates.freeze(rule.substring(FREEZE.length()).trim())
              : rates.multiplier(rule);
    }
    return rates;
  }

  /** The optimizer with its rate. */
  public Optimizer optimizer() {
    String word = text(Setting.OPTIMIZER);
    Optimizer.Kind kind =
        Optimizer.Kind.of(word)
            .orElseThrow(
                () ->
                    new UsageException(
                        JobProblems.unknownValue(
                            Setting.OPTIMIZER.key(), word, Optimizer.Kind.ids())));
    double momentum = kind == Optimizer.Kind.NESTEROVS ? number(Setting.MOMENTUM) : 0;
    return new Optimizer(kind, number(Setting.LEARNING_RATE), momentum);
  }

  /** How many threads decode pictures. */
  public int threads() {
    int asked = intValue(Setting.THREADS);
    return asked > 0 ? asked : Runtime.getRuntime().availableProcessors();
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
