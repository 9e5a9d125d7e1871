package org.blockwright.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Grouping;
import org.blockwright.dsl.edit.Head;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.training.ValidationMetric;

/** Parses the values of a setting. */
record SettingParser(Setting setting) {

  /** Parses a value, see {@link Setting#parse}. */
  Object parse(String text) {
    return switch (setting.kind()) {
      case INTEGER, NUMBER -> parseNumber(text);
      case BOOL -> parseBoolean(text);
      case TEXT, LIST -> parseText(text);
    };
  }

  private Object parseNumber(String text) {
    if (text.isEmpty() && setting.defaultValue().isEmpty()) {
      return text;
    }
    Optional<String> expected = SettingRange.of(setting).problem(text);
    if (expected.isPresent()) {
      throw new UsageException(JobProblems.invalidValue(setting, expected.get(), text));
    }
    return setting.kind() == Setting.Kind.INTEGER
        ? (Object) Long.valueOf(text)
        : Double.valueOf(text);
  }

  private Object parseBoolean(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new UsageException(JobProblems.invalidValue(setting, "true or false", text));
    }
    return Boolean.valueOf(text);
  }

  private Object parseText(String text) {
    boolean unset = text.isEmpty() && setting.defaultValue().isEmpty();
    if (!unset && !setting.choices().isEmpty() && !setting.choices().contains(text)) {
      throw new UsageException(JobProblems.unknownValue(setting, text, setting.choices()));
    }
    if (text.isEmpty()) {
      return text;
    }
    try {
      return setting.parseChoice(text);
    } catch (DescriptionException | UsageException e) {
      throw switch (setting) {
        // Their messages name the setting or the file.
        case MODEL,
            HEAD,
            LOSS,
            LABEL_SMOOTHING,
            CLASS_WEIGHTS,
            THRESHOLD,
            WEIGHTS,
            VALIDATION,
            MONITOR ->
            e;
        default -> new UsageException(JobProblems.invalidText(setting, e.getMessage()), e);
      };
    }
  }

  static Head head(String text) {
    return Heads.named(text)
        .orElseGet(
            () -> {
              if (!Files.exists(Path.of(text))) {
                throw new UsageException(JobProblems.unknownValue(Setting.HEAD, text, Heads.NAMES));
              }
              return NetworkFormat.readHead(Path.of(text));
            });
  }

  static ValidationMetric monitor(String key) {
    return ValidationMetric.monitored(key)
        .orElseThrow(
            () ->
                new UsageException(
                    JobProblems.unknownValue(Setting.MONITOR, key, Metrics.monitorKeys())));
  }

  static String grouping(String regex) {
    Grouping.byFileName(regex);
    return regex;
  }
}
