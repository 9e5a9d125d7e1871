package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page of the comparison with other frameworks is consistent with the program that writes it.
 */
class PerformancePageTest {
  private static final Path PROGRAM = Page.root().resolve("bench/peers");
  private static final Pattern MARKER = Pattern.compile("(?m)^(?:BEGIN|END) = \"(.*)\"$");

  @Test
  void pageContainsMarkersOfProgramOnceAndInOrder() throws IOException {
    List<String> markers =
        MARKER
            .matcher(Files.readString(PROGRAM.resolve("report.py")))
            .results()
            .map(marker -> marker.group(1))
            .toList();

    assertThat(markers).hasSize(2);
    assertThat(Page.of("docs/performance.md").lines())
        .filteredOn(line -> line.contains("written by bench/peers"))
        .containsExactlyElementsOf(markers);
  }

  @Test
  void pageDescribesColumnsOfProgram() throws IOException {
    List<String> titles =
        Pattern.compile("Peer\\([^,]+, \"([^\"]+)\"")
            .matcher(Files.readString(PROGRAM.resolve("peers.py")))
            .results()
            .map(peer -> peer.group(1))
            .toList();

    assertThat(Pages.firstColumn("docs/performance.md", "column"))
        .isNotEmpty()
        .containsExactlyElementsOf(titles);
  }

  @Test
  void readmeShowsTheRatiosOfThePage() {
    assertThat(Page.of("README.md").table("compared with"))
        .hasSize(3)
        .allSatisfy(
            row ->
                assertThat(row.subList(1, row.size()))
                    .as(row.get(0))
                    .isEqualTo(ratiosAtBatchSize8(row.get(0))));
  }

  /** The ratios of a forward pass and of a training step, without ranges and names of variants. */
  private static List<String> ratiosAtBatchSize8(String network) {
    Pattern row = Pattern.compile("\\| " + network + " \\| 8 \\| ([\\d.]+ [(a-zA-Z].*) \\|");
    return Page.of("docs/performance.md").lines().stream()
        .map(row::matcher)
        .filter(Matcher::matches)
        .flatMap(matcher -> Stream.of(matcher.group(1).split(" \\| ")))
        .map(cell -> cell.split(" ")[0])
        .toList();
  }

  @Test
  void dependenciesPageListsPinnedVersions() throws IOException {
    assertThat(Page.of("docs/dependencies.md").table("package"))
        .extracting(row -> row.get(0) + "==" + row.get(1))
        .containsExactlyElementsOf(Files.readAllLines(PROGRAM.resolve("requirements.txt")));
  }
}
