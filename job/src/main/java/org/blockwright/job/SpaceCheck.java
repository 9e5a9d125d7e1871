package org.blockwright.job;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.UsageException;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.Condition;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.RealParameter;
import org.blockwright.tuning.Space;

/**
 * Checks a search space against the settings of a job before the first trial: each option of a
 * choice, and both ends of each range.
 *
 * @param locations places of parameters in the file of the space, for messages
 * @param check throws an exception if a job is invalid
 */
record SpaceCheck(Map<String, String> locations, Space space, Job job, Consumer<Job> check) {
  /** Values of the parameters that are not under test. */
  private enum OtherParameters {
    FIRST,
    LAST,
    OMITTED
  }

  /**
   * Checks all values.
   *
   * @throws UsageException for the first value that no trial can use
   */
  void validate() {
    checkPreprocessing();
    for (Parameter parameter : space.parameters()) {
      checkIntegerSetting(parameter);
      List<Object> values = boundaryValues(parameter);
      List<Optional<String>> problems = values.stream().map(v -> problem(parameter, v)).toList();
      for (int i = 0; i < values.size(); i++) {
        if (problems.get(i).isPresent()) {
          throw invalidValue(parameter, values.get(i), problems, i);
        }
      }
    }
    if (space.parameters().isEmpty()) {
      check.accept(job);
    }
  }

  /** A problem that all values of a parameter share is a problem of the job, not of the space. */
  private UsageException invalidValue(
      Parameter parameter, Object value, List<Optional<String>> problems, int index) {
    String problem = problems.get(index).orElseThrow();
    boolean shared = problems.size() > 1 && problems.stream().distinct().count() == 1;
    return new UsageException(
        shared
            ? problem
            : JobProblems.invalidSpaceValue(
                location(parameter.name()), parameter.name(), value, problem));
  }

  /**
   * Rejects other weights or networks with the preprocessing that belongs to those of the job, as
   * in a {@code run.yaml}.
   */
  private void checkPreprocessing() {
    if (job.preprocessing().isEmpty() || isVaried(Setting.PREPROCESSING)) {
      return;
    }
    for (Setting setting : List.of(Setting.WEIGHTS, Setting.MODEL)) {
      if (job.isSet(setting) && isVaried(setting)) {
        throw new UsageException(
            JobProblems.preprocessingOfOtherWeights(
                location(setting.key()), setting, job.text(Setting.PREPROCESSING)));
      }
    }
  }

  private String location(String parameter) {
    return locations.getOrDefault(parameter, "space");
  }

  private boolean isVaried(Setting setting) {
    return space.parameters().stream().anyMatch(p -> p.name().equals(setting.key()));
  }

  /**
   * Rejects a real parameter of an integer setting, even if both ends of its range are integers.
   */
  private void checkIntegerSetting(Parameter parameter) {
    boolean integer =
        Arrays.stream(Setting.values())
            .anyMatch(s -> s.key().equals(parameter.name()) && s.kind() == Setting.Kind.INTEGER);
    if (integer && parameter instanceof RealParameter) {
      throw new UsageException(
          JobProblems.integerSettingRequired(location(parameter.name()), parameter.name()));
    }
  }

  private static List<Object> boundaryValues(Parameter parameter) {
    return parameter instanceof ChoiceParameter choice
        ? List.copyOf(choice.options())
        : List.of(parameter.valueAt(0), parameter.valueAt(1)).stream().distinct().toList();
  }

  /**
   * Returns the problem of a value, if it is invalid in each of three jobs: with the first values
   * of the other parameters, with their last values, and without them; the parameters on which it
   * depends have values that meet its conditions. Values that are invalid only in some combinations
   * fail in their trials.
   */
  private Optional<String> problem(Parameter parameter, Object value) {
    Optional<String> last = Optional.empty();
    for (OtherParameters others : OtherParameters.values()) {
      last = problem(parameter, value, others);
      if (last.isEmpty()) {
        return last;
      }
    }
    return last;
  }

  private Optional<String> problem(Parameter parameter, Object value, OtherParameters others) {
    Map<String, Object> values = new LinkedHashMap<>();
    space.parameters().forEach(p -> values.put(p.name(), boundary(p, others)));
    values.put(parameter.name(), value);
    Set<String> needed = new HashSet<>(Set.of(parameter.name()));
    meetConditions(parameter.name(), others, values, needed);
    Map<String, Object> active = new LinkedHashMap<>(space.active(values).asMap());
    if (others == OtherParameters.OMITTED) {
      active.keySet().retainAll(needed);
    }
    try {
      check.accept(TrialValues.apply(job, active));
      return Optional.empty();
    } catch (UsageException | DescriptionException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Object boundary(Parameter parameter, OtherParameters others) {
    return parameter.valueAt(others == OtherParameters.LAST ? 1 : 0);
  }

  /** Sets the parameters on which another one depends to values with which it has a value. */
  private void meetConditions(
      String name, OtherParameters others, Map<String, Object> values, Set<String> needed) {
    List<Condition> conditions = space.conditions(name);
    for (Condition condition : conditions) {
      List<Object> met =
          condition.values().stream()
              .filter(
                  v ->
                      conditions.stream()
                          .filter(c -> c.parameter().equals(condition.parameter()))
                          .allMatch(c -> c.values().contains(v)))
              .toList();
      if (!met.isEmpty()) {
        int index = others == OtherParameters.LAST ? met.size() - 1 : 0;
        values.put(condition.parameter(), met.get(index));
      }
      needed.add(condition.parameter());
      meetConditions(condition.parameter(), others, values, needed);
    }
  }
}
