package org.blockwright.dsl.check;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.blockwright.base.DescriptionException;

/** A description is not valid: the exception of this module, with the problems as values. */
public final class InvalidDescriptionException extends DescriptionException {
  private static final long serialVersionUID = 1L;

  private final ImmutableList<Problem> problems;
  private final String fileLocation;

  /** Creates the exception of a single problem. */
  public InvalidDescriptionException(Problem problem) {
    this(problem.text(), List.of(problem), "", null);
  }

  /**
   * Creates the exception of all problems of a network. The message of one problem is a sentence,
   * that of several a numbered list.
   *
   * @param problems at least one
   */
  public InvalidDescriptionException(String network, List<Problem> problems) {
    this(combine(network, problems), problems, "", null);
  }

  /**
   * Creates the exception of a problem in a file.
   *
   * @param location file, line and column, or only the file
   */
  public static InvalidDescriptionException inFile(String location, Problem problem) {
    return new InvalidDescriptionException(
        location + ": " + problem.text(), List.of(problem), location, null);
  }

  /**
   * Creates the exception of a problem in a file.
   *
   * @param location file, line and column, or only the file
   * @param cause the exception of the parser
   */
  public static InvalidDescriptionException inFile(
      String location, Problem problem, Throwable cause) {
    return new InvalidDescriptionException(
        location + ": " + problem.text(), List.of(problem), location, cause);
  }

  private InvalidDescriptionException(
      String message, List<Problem> problems, String fileLocation, Throwable cause) {
    super(message, cause);
    this.problems = ImmutableList.copyOf(problems);
    this.fileLocation = fileLocation;
  }

  /** Returns all problems, at least one. */
  public List<Problem> problems() {
    return problems;
  }

  /** Returns the location in a file at which the problems are, if there is one. */
  public Optional<String> fileLocation() {
    return fileLocation.isEmpty() ? Optional.empty() : Optional.of(fileLocation);
  }

  /** Returns a copy whose message starts with a location in a file: file, line and column. */
  public InvalidDescriptionException at(String location) {
    return new InvalidDescriptionException(
        location + ": " + getMessage(), problems, location, this);
  }

  private static String combine(String network, List<Problem> problems) {
    if (problems.size() == 1) {
      return network + ": " + problems.get(0).text();
    }
    return "%s has %s problems:\n%s"
        .formatted(
            network,
            problems.size(),
            IntStream.range(0, problems.size())
                .mapToObj(i -> "  %s. %s".formatted(i + 1, problems.get(i).text()))
                .collect(Collectors.joining("\n")));
  }
}
