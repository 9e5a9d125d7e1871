package org.blockwright.app;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.UsageException;
import org.blockwright.job.Job;
import org.blockwright.job.Setting;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.RealParameter;
import org.blockwright.tuning.Space;

/**
 * Checks a space against the settings of a job before the first trial: each option of a choice, and
 * both ends of each range.
 *
 * @param file the space's, for messages
 * @param check fails where a job is wrong
 */
record SpaceCheck(Path file, Space space, Job job, Consumer<Job> check) {

  /**
   * Checks all values.
   *
   * @throws UsageException for the first one that no trial could run with
   */
  void validate() {
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

  /** What is wrong with all values alike is wrong with the job, whatever the parameter. */
  private UsageException invalidValue(
      Parameter parameter, Object value, List<Optional<String>> problems, int index) {
    String problem = problems.get(index).orElseThrow();
    boolean alike = problems.size() > 1 && problems.stream().distinct().count() == 1;
    return new UsageException(
        alike ? problem : AppProblems.invalidSpaceValue(file, parameter.name(), value, problem));
  }

  /** A whole number between ends that are whole is not whole by itself. */
  private void checkIntegerSetting(Parameter parameter) {
    boolean whole =
        Arrays.stream(Setting.values())
            .anyMatch(s -> s.key().equals(parameter.name()) && s.kind() == Setting.Kind.INTEGER);
    if (whole && parameter instanceof RealParameter) {
      throw new UsageException(AppProblems.integerSettingRequired(file, parameter.name()));
    }
  }

  private static List<Object> boundaryValues(Parameter parameter) {
    return parameter instanceof ChoiceParameter choice
        ? List.copyOf(choice.options())
        : List.of(parameter.valueAt(0), parameter.valueAt(1)).stream().distinct().toList();
  }

  /**
   * A value is fine where one job with it is: beside the first or the last values of the other
   * parameters, or beside none. Two that do not go together fail their trial alone.
   */
  private Optional<String> problem(Parameter parameter, Object value) {
    Optional<String> first = Optional.empty();
    for (int beside = 0; beside < 3; beside++) {
      Optional<String> problem = problem(parameter, value, beside);
      if (problem.isEmpty()) {
        return problem;
      }
      first = beside == 2 || first.isEmpty() ? problem : first;
    }
    return first;
  }

  private Optional<String> problem(Parameter parameter, Object value, int beside) {
    try {
      Job tried = job;
      for (Parameter other : space.parameters()) {
        if (other.equals(parameter)) {
          tried = tried.with(other.name(), value);
        } else if (beside < 2) {
          tried = tried.with(other.name(), other.valueAt(beside));
        }
      }
      check.accept(tried);
      return Optional.empty();
    } catch (UsageException | DescriptionException e) {
      return Optional.of(e.getMessage());
    }
  }
}
