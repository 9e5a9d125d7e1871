package org.blockwright.docs;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What pages show, for tests of other packages. */
public final class Pages {
  private Pages() {}

  /**
   * A line of a shell snippet.
   *
   * @param location page and line
   * @param line without blanks around it
   */
  public record ShellLine(String location, String line) {}

  /** The repository. */
  public static Path root() {
    return Page.root();
  }

  /** The lines of shell snippets that begin so. */
  public static Stream<ShellLine> shellLines(String beginning) {
    return Page.codeBlocks("sh")
        .flatMap(
            fence -> {
              var lines = fence.text().lines().map(String::strip).toList();
              return IntStream.range(0, lines.size())
                  .mapToObj(
                      i -> new ShellLine(fence.page() + ":" + (fence.line() + i), lines.get(i)));
            })
        .filter(shown -> shown.line().startsWith(beginning));
  }

  /** The cells of the first column of a page's table, without back ticks. */
  public static List<String> firstColumn(String page, String heading) {
    return Page.of(page).table(heading).stream().map(row -> row.get(0).replace("`", "")).toList();
  }
}
