package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
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
  void dependenciesPageListsPinnedVersions() throws IOException {
    assertThat(Page.of("docs/dependencies.md").table("package"))
        .extracting(row -> row.get(0) + "==" + row.get(1))
        .containsExactlyElementsOf(Files.readAllLines(PROGRAM.resolve("requirements.txt")));
  }
}
