package org.blockwright.tuning;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import org.blockwright.base.BlockwrightException;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;

/** The messages of this package. */
final class TuningProblems {
  private TuningProblems() {}

  static void checkName(String name) {
    if (name.isBlank()
        || name.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
      throw invalidName(name);
    }
  }

  static UsageException invalidName(String name) {
    return new UsageException(
        "\"%s\" is not a valid parameter name. Use a name without spaces, such as \"head.width\"."
            .formatted(name));
  }

  static UsageException emptyRange(String call, String low, String high) {
    return new UsageException(
        "%s: low <= high must hold, got low=%s, high=%s.".formatted(call, low, high));
  }

  static UsageException notFinite(String call, double low, double high) {
    return new UsageException(
        "%s: both bounds must be finite, got low=%s, high=%s.".formatted(call, low, high));
  }

  static UsageException logRangeNotPositive(String call, double low) {
    return new UsageException(
        "%s: a log-uniform range must start above 0, got low=%s. Raise low, or use uniform()."
            .formatted(call, low));
  }

  static UsageException invalidStep(String call, String low, String high, String step) {
    return new UsageException(
        "%s: step %s does not lead from %s to %s. Choose a positive step of which high - low is a multiple."
            .formatted(call, step, low, high));
  }

  static UsageException stepOfLogRange(String call) {
    return new UsageException(
        "%s: a log-uniform range has no step. Remove the step or the log.".formatted(call));
  }

  static UsageException noOptions(String name) {
    return new UsageException(
        "choice(\"%s\"): expected at least one option, got none.".formatted(name));
  }

  static UsageException duplicateOption(String call, String option) {
    return new UsageException("%s: duplicate option \"%s\".".formatted(call, option));
  }

  static UsageException duplicateName(String name) {
    return new UsageException(
        "The space has two parameters named \"%s\". Names must be unique.".formatted(name));
  }

  static UsageException redefined(Parameter known, Parameter requested) {
    return new UsageException(
        "\"%s\" is defined as %s in this study, got %s. Use the same type and range, or another name."
            .formatted(requested.name(), known, requested));
  }

  static RuntimeException dryRunFailed(Values values, RuntimeException cause) {
    return cause instanceof BlockwrightException
        ? cause
        : new UsageException(
            "The code that defines the space failed in its dry run with the first values %s: %s"
                .formatted(values, reason(cause)),
            cause);
  }

  static UsageException conditionOnLaterParameter(String name, String other) {
    return new UsageException(
        "\"%s\" depends on \"%s\", which is not before it in the space. Move \"%s\" up."
            .formatted(name, other, other));
  }

  static UsageException conditionWithoutValues(String name, String other) {
    return new UsageException(
        "\"%s\" depends on \"%s\", but no value is given for which it is used."
            .formatted(name, other));
  }

  static UsageException conditionOnOtherValue(String name, Parameter other, Object got) {
    return new UsageException(
        "\"%s\" depends on the value %s of \"%s\", which %s cannot have."
            .formatted(name, got, other.name(), other));
  }

  static UsageException unknownParameter(String name, Collection<String> known) {
    return new UsageException(
        "The space has no parameter \"%s\". %sParameters: %s."
            .formatted(name, NameSuggestions.hint(name, known), list(known)));
  }

  static UsageException unknownValue(String name, Collection<String> known) {
    return new UsageException(
        "This trial has no value \"%s\". %sValues: %s."
            .formatted(name, NameSuggestions.hint(name, known), list(known)));
  }

  static UsageException wrongType(String name, Class<?> expected, Object got) {
    return new UsageException(
        "Value \"%s\": expected type %s, got %s (%s)."
            .formatted(name, expected.getSimpleName(), got, got.getClass().getSimpleName()));
  }

  static UsageException objectiveMetricRecorded(String metric) {
    return new UsageException(
        "recordMetric(\"%s\", ...): \"%s\" is the metric of the study. Return it from the objective instead."
            .formatted(metric, metric));
  }

  static UsageException proposedWrongParameters(
      String sampler, Collection<String> got, Collection<String> expected) {
    return new UsageException(
        "Sampler \"%s\" proposed values for [%s], but the space has [%s]."
            .formatted(sampler, list(got), list(expected)));
  }

  static UsageException proposedOutOfRange(String sampler, Parameter parameter, Object got) {
    return new UsageException(
        "Sampler \"%s\" proposed %s=%s, outside %s."
            .formatted(sampler, parameter.name(), got, parameter));
  }

  static UsageException negativeStep(int step) {
    return new UsageException("report(%s, ...): expected a step of at least 0.".formatted(step));
  }

  static UsageException tooFewJobs(int jobs) {
    return new UsageException("jobs(%s): expected at least 1.".formatted(jobs));
  }

  static UsageException invalidTimeout(Duration timeout) {
    return new UsageException("timeout(%s): expected a duration above 0.".formatted(timeout));
  }

  static UsageException otherDirection(String study, String stored, String requested) {
    return new UsageException(
        "The study \"%s\" is to %s its metric, got %s. Use the same metric, or another study name."
            .formatted(study, stored, requested));
  }

  static TrainingException sameFailures(int count, TrialResult.Failed last) {
    return new TrainingException(
        "%s trials in a row failed with the same error, so the study was stopped. %s"
            .formatted(count, trialFailed(last)));
  }

  static String resultDiscarded(int trial) {
    return "Trial %s was taken for dead by another process, which repeats it: its result is discarded. Raise the heartbeat's grace period if the machine is slow."
        .formatted(trial);
  }

  static String processEnded() {
    return "the process of this trial ended before the trial.";
  }

  static String unknownFailure() {
    return "the reason was not recorded.";
  }

  static String interrupted() {
    return "the trial was interrupted.";
  }

  static UsageException tooFewTrials(int trials) {
    return new UsageException("trials(%s): expected at least 1.".formatted(trials));
  }

  static UsageException trialsRequired(String sampler) {
    return new UsageException(
        "Sampler \"%s\" never ends. Set the number of trials, for example trials(20)."
            .formatted(sampler));
  }

  static TrainingException notANumber(String metric, double value) {
    return new TrainingException(
        "the objective \"%s\" is %s, expected a finite number.".formatted(metric, value));
  }

  static String outOfMemory(OutOfMemoryError error) {
    return "out of memory (%s). Lower the batch size, the input size or the layer widths in the space, or allow more memory."
        .formatted(error.getMessage());
  }

  static String trialFailed(TrialResult.Failed trial) {
    return "Trial %s %s failed: %s".formatted(trial.number(), trial.values(), trial.message());
  }

  static TrainingException allFailed(int count, TrialResult.Failed first) {
    return new TrainingException(
        "None of %s trials completed, so there is no best trial. %s"
            .formatted(count, trialFailed(first)));
  }

  static TrainingException noTrialsRun() {
    return new TrainingException(
        "The study was stopped before its first trial ended, so there is no best trial.");
  }

  static UsageException inFile(String file, int line, int column, String problem) {
    return new UsageException("%s:%s:%s: %s".formatted(file, line, column, problem));
  }

  static String unknownKey(String key, String parameter, Collection<String> known) {
    return "unknown key \"%s\" of \"%s\". %sKeys: %s."
        .formatted(key, parameter, NameSuggestions.hint(key, known), list(known));
  }

  static String unknownKind(String kind, String parameter) {
    return "\"%s\" is %s, expected bool, or one of {integer: [low, high]}, {real: [low, high], log: true}, {choice: [a, b]}."
        .formatted(parameter, kind);
  }

  static String notExactlyOneKind(String parameter, Collection<String> got) {
    return "\"%s\" needs exactly one of integer, real, choice; got %s."
        .formatted(parameter, got.isEmpty() ? "none" : list(got));
  }

  static String duplicateKey(String key) {
    return "duplicate key \"%s\".".formatted(key);
  }

  static String onlyForRanges(String parameter) {
    return "\"%s\": log and step are only allowed with integer and real.".formatted(parameter);
  }

  static String expected(String path, String expected, String got) {
    return "\"%s\": expected %s, got %s.".formatted(path, expected, got);
  }

  static String notAMap(String got) {
    return "expected a map of parameters such as `head.width: {integer: [32, 256]}`, got %s."
        .formatted(got);
  }

  static String secondDocument() {
    return "a second YAML document starts here, expected one. Put all parameters into one map.";
  }

  static String invalidYaml(String reason) {
    return "invalid YAML: %s.".formatted(reason);
  }

  /** Returns the message of a throwable in one line that ends with a period. */
  static String reason(Throwable e) {
    if (e instanceof OutOfMemoryError o) {
      return outOfMemory(o);
    }
    String text =
        e.getMessage() == null ? "" : e.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
    if (!(e instanceof BlockwrightException)) {
      String type = e.getClass().getSimpleName();
      text = text.isEmpty() ? type : type + ": " + text;
    }
    return text.endsWith(".") ? text : text + ".";
  }

  private static String list(Collection<String> names) {
    return names.isEmpty() ? "none" : names.stream().collect(Collectors.joining(", "));
  }
}
