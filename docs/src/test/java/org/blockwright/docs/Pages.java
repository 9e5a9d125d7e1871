package org.blockwright.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.blockwright.job.Job;

/** Contents of pages, for tests in other packages. */
public final class Pages {
  private Pages() {}

  /**
   * A line of a shell snippet.
   *
   * @param location page and line number
   * @param line the stripped text
   */
  public record ShellLine(String location, String line) {}

  /** Returns the root of the repository. */
  public static Path root() {
    return Page.root();
  }

  /** Returns the lines of shell snippets that start with a prefix. */
  public static Stream<ShellLine> shellLines(String prefix) {
    return Page.codeBlocks("sh")
        .flatMap(
            block -> {
              var lines = block.text().lines().map(String::strip).toList();
              return IntStream.range(0, lines.size())
                  .mapToObj(
                      i -> new ShellLine(block.page() + ":" + (block.line() + i), lines.get(i)));
            })
        .filter(line -> line.line().startsWith(prefix));
  }

  /** Returns the first job file on a page. */
  public static Job job(String page) {
    CodeBlock shown =
        Page.of(page).codeBlocks().stream()
            .filter(block -> block.hasLanguage("yaml") && block.kind().equals("job"))
            .findFirst()
            .orElseThrow();
    try {
      Path file = Files.createTempFile("job", ".yaml");
      try {
        return Job.read(Files.writeString(file, shown.text()));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the cells of the first column of a table, without back ticks. */
  public static List<String> firstColumn(String page, String heading) {
    return Page.of(page).table(heading).stream().map(row -> row.get(0).replace("`", "")).toList();
  }
}
