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
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Rates;
import org.blockwright.dsl.format.Document;

/**
 * What a run is to do, as values by name (see {@link Setting}). Immutable: {@link #with} gives a
 * copy, and checks name and kind at once. What is not said has its default.
 */
public final class Job {
  private static final String FREEZE = "freeze ";
  private static final String PART = "job";

  private final ImmutableMap<Setting, List<String>> said;

  private Job(Map<Setting, List<String>> said) {
    this.said = ImmutableMap.copyOf(said);
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
        Setting.of(name).orElseThrow(() -> new UsageException(SettingNames.unknown(name)));
    List<String> texts = new ArrayList<>();
    if (value instanceof Collection<?> many) {
      many.forEach(v -> texts.add(text(v)));
    } else {
      texts.add(text(value));
    }
    if (texts.size() != 1 && setting.kind() != Setting.Kind.LIST) {
      throw wrong(setting, "one value", texts);
    }
    texts.forEach(text -> check(setting, text));
    Map<Setting, List<String>> all = new EnumMap<>(Setting.class);
    all.putAll(said);
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
        boolean unset = text.isEmpty() && setting.otherwise().isEmpty();
        if (!unset) {
          SettingRange.of(setting)
              .problem(text)
              .ifPresent(
                  expected -> {
                    throw wrong(setting, expected, text);
                  });
        }
      }
      case BOOL -> {
        if (!text.equals("true") && !text.equals("false")) {
          throw wrong(setting, "true or false", text);
        }
      }
      default -> {
        if (!setting.choices().isEmpty() && !setting.choices().contains(text)) {
          throw new UsageException(JobProblems.unknownWord(setting.key(), text, setting.choices()));
        }
      }
    }
  }

  private static UsageException wrong(Setting setting, String expected, Object got) {
    return new UsageException(JobProblems.wrongValue(setting.key(), expected, got));
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
    Document part = whole.isMap() ? whole.find(PART).filter(Document::isMap).orElse(whole) : whole;
    Job job = defaults();
    for (Map.Entry<String, Document> entry : flat("", part).entrySet()) {
      Document value = entry.getValue();
      try {
        job =
            job.with(
                entry.getKey(),
                value.isList() ? value.list().stream().map(Document::text).toList() : value.text());
      } catch (UsageException e) {
        throw new UsageException(value.place() + ": " + e.getMessage(), e);
      }
    }
    return job;
  }

  private static Map<String, Document> flat(String prefix, Document document) {
    Map<String, Document> all = new LinkedHashMap<>();
    document
        .map()
        .forEach(
            (key, value) -> {
              if (value.isMap()) {
                all.putAll(flat(prefix + key + ".", value));
              } else {
                all.put(prefix + key, value);
              }
            });
    return all;
  }

  /** Everything, defaults included, nested by the dots of the names, as {@code run.yaml} has it. */
  public Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (Setting setting : Setting.values()) {
      List<String> names = Splitter.on('.').splitToList(setting.key());
      Map<String, Object> at = tree;
      if (names.size() > 1) {
        at = inner(tree, names.get(0));
      }
      at.put(names.get(names.size() - 1), value(setting));
    }
    return tree;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> inner(Map<String, Object> tree, String name) {
    return (Map<String, Object>) tree.computeIfAbsent(name, n -> new LinkedHashMap<>());
  }

  private Object value(Setting setting) {
    return switch (setting.kind()) {
      case INTEGER -> text(setting).isEmpty() ? "" : (Object) integer(setting);
      case NUMBER -> text(setting).isEmpty() ? "" : (Object) number(setting);
      case BOOL -> bool(setting);
      case LIST -> list(setting);
      case TEXT -> text(setting);
    };
  }

  public String text(Setting setting) {
    List<String> texts = said.get(setting);
    return texts == null ? setting.otherwise() : texts.get(0);
  }

  /** Whether a value is set, even if it is the default. */
  public boolean sets(Setting setting) {
    return said.containsKey(setting);
  }

  /** The text, where one is said. */
  public Optional<String> find(Setting setting) {
    return Optional.of(text(setting)).filter(t -> !t.isEmpty());
  }

  /**
   * The text, which must be said.
   *
   * @throws UsageException where it is not
   */
  public String need(Setting setting) {
    return find(setting)
        .orElseThrow(() -> new UsageException(JobProblems.missing(setting.key(), setting.about())));
  }

  public List<String> list(Setting setting) {
    return said.getOrDefault(setting, ImmutableList.of());
  }

  public long integer(Setting setting) {
    return Long.parseLong(text(setting));
  }

  /** A whole number that counts something; it fits, since {@link #with} checks its range. */
  public int count(Setting setting) {
    return Math.toIntExact(integer(setting));
  }

  public double number(Setting setting) {
    return Double.parseDouble(text(setting));
  }

  public boolean bool(Setting setting) {
    return Boolean.parseBoolean(text(setting));
  }

  /** The rules of {@code rates}, in order. */
  public Rates rates() {
    Rates rates = Rates.none();
    for (String text : list(Setting.RATES)) {
      String rule = text.strip();
      rates =
          rule.startsWith(FREEZE)
              ? rates.freeze(rule.substring(FREEZE.length()).trim())
              : rates.rate(rule);
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
                        JobProblems.unknownWord(
                            Setting.OPTIMIZER.key(), word, Optimizer.Kind.words())));
    double momentum = kind == Optimizer.Kind.NESTEROVS ? number(Setting.MOMENTUM) : 0;
    return new Optimizer(kind, number(Setting.RATE), momentum);
  }

  /** How many threads decode pictures. */
  public int threads() {
    int asked = count(Setting.THREADS);
    return asked > 0 ? asked : Runtime.getRuntime().availableProcessors();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Job job && said.equals(job.said);
  }

  @Override
  public int hashCode() {
    return said.hashCode();
  }

  @Override
  public String toString() {
    return said.toString();
  }
}
