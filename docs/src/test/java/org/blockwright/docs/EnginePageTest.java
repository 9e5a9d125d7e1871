package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.engine.EngineMode;
import org.blockwright.engine.compiled.OneDnnLibrary;
import org.junit.jupiter.api.Test;

/** The page about the engine lists what {@code engine.compiled} supports, and all reasons. */
class EnginePageTest {
  private static final Path COMPILED =
      Path.of("engine/src/main/java/org/blockwright/engine/compiled");

  /** How the readers recognize a class of DL4J. */
  private static final Pattern TYPE =
      Pattern.compile(
          "(?:type|getClass\\(\\)) == (\\w+)\\.class|instanceof ((?:Frozen|Activation|Cnn)\\w+)");

  private static final Pattern FACTORY = Pattern.compile("static UnsupportedException (\\w+)\\(");

  private static String source(String type) throws IOException {
    return Files.readString(Page.root().resolve(COMPILED).resolve(type + ".java"));
  }

  private static List<String> column(String heading) {
    return Page.of("docs/engine.md").table(heading).stream()
        .map(row -> row.get(0).replace("`", ""))
        .toList();
  }

  @Test
  void listsSupportedTypes() throws IOException {
    Set<String> read = new TreeSet<>();
    for (String reader : List.of("PlanReader", "LayerReader", "Nonlinearity")) {
      TYPE.matcher(source(reader))
          .results()
          .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
          .forEach(read::add);
    }

    assertThat(column("type")).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(read);
  }

  /** The examples are those that the test of the reasons expects. */
  @Test
  void listsReasons() throws IOException {
    Map<String, String> tables =
        Map.of("Reasons", "reason", "TrainingReasons", "reason in training");
    for (Map.Entry<String, String> table : tables.entrySet()) {
      long factories = FACTORY.matcher(source(table.getKey())).results().count();

      assertThat(column(table.getValue())).hasSize((int) factories);
      assertThat(TestLiterals.of("engine")).containsAll(column(table.getValue()));
    }
  }

  @Test
  void listsModesAndPlatforms() throws IOException {
    Set<String> natives;
    try (Stream<Path> folders = Files.list(Page.root().resolve("natives"))) {
      natives =
          folders
              .filter(folder -> Files.exists(folder.resolve("pom.xml")))
              .map(folder -> folder.getFileName().toString())
              .collect(Collectors.toSet());
    }

    assertThat(column("value")).isEqualTo(EngineMode.ids());
    assertThat(column("platform")).containsExactlyElementsOf(OneDnnLibrary.PLATFORMS);
    assertThat(natives).containsAll(OneDnnLibrary.PLATFORMS);
  }
}
