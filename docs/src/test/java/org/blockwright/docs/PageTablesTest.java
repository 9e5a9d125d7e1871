package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.show.Summary;
import org.blockwright.job.Setting;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;
import org.junit.jupiter.api.Test;

/** Tables of pages against what they speak of, and links against files. */
class PageTablesTest {
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>"
              + "(?:\\s*<version>([^<]+)</version>)?");
  private static final Pattern PROPERTY = Pattern.compile("<([a-z0-9.]+\\.version)>([^<]+)</\\1>");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)[^)]*\\)");

  @Test
  void theReadmeListsTheZooAsItIs() {
    Map<String, List<String>> shown =
        Page.of("README.md").table("network").stream()
            .collect(Collectors.toMap(row -> row.get(0), row -> row));

    assertThat(shown.keySet()).containsExactlyInAnyOrderElementsOf(Zoo.names());
    for (ZooModel entry : Zoo.models()) {
      List<String> row = shown.get(entry.name());
      long parameters = Summary.of(entry.network()).parameters();
      assertThat(row.subList(1, 5))
          .as(entry.name())
          .containsExactly(
              "%s (%s)"
                  .formatted(String.format(Locale.ROOT, "%,d", parameters), entry.labels().size()),
              entry.input().toString(),
              String.valueOf(entry.minInputSize()),
              entry.cutPoints().stream().map(CutPoint::name).collect(Collectors.joining(", ")));
    }
  }

  @Test
  void theTrainingPageListsEverySettingWithItsDefault() {
    List<List<String>> rows = Page.of("docs/training.md").table("name");

    assertThat(rows.stream().map(row -> row.get(0).replace("`", "")))
        .containsExactlyElementsOf(Setting.keys());
    for (Setting setting : Setting.values()) {
      String shown = rows.get(setting.ordinal()).get(2);
      boolean says = shown.matches("[a-z0-9.]+") && !setting.defaultValue().isEmpty();
      if (says) {
        assertThat(shown).as(setting.key()).isEqualTo(setting.defaultValue());
      }
    }
  }

  @Test
  void theDependenciesPageListsWhatThePomsName() throws IOException {
    Map<String, String> versions = versions();
    Set<String> named = new TreeSet<>();
    for (Path pom : poms()) {
      // What is managed alone is not used by that.
      String text =
          Files.readString(pom)
              .replaceAll("(?s)<dependencyManagement>.*</dependencyManagement>", "");
      DEPENDENCY.matcher(text).results().forEach(d -> named.add(artifact(d)));
    }
    named.removeIf(artifact -> artifact.startsWith("org.blockwright:"));
    Map<String, String> shown =
        Page.of("docs/dependencies.md").table("artifact").stream()
            .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1)));

    assertThat(shown.keySet()).containsExactlyInAnyOrderElementsOf(named);
    shown.forEach((artifact, version) -> assertThat(versions).containsEntry(artifact, version));
  }

  @Test
  void linksLeadToFiles() {
    List<String> broken =
        Page.all().stream()
            .flatMap(
                page ->
                    LINK.matcher(String.join("\n", page.lines()))
                        .results()
                        .map(link -> link.group(1))
                        .filter(to -> !Files.exists(page.file().resolveSibling(to)))
                        .map(to -> page.name() + " -> " + to))
            .toList();

    assertThat(broken).isEmpty();
  }

  private static String artifact(MatchResult dependency) {
    return dependency.group(1) + ":" + dependency.group(2);
  }

  private static List<Path> poms() throws IOException {
    try (Stream<Path> folders = Files.list(Page.root())) {
      return Stream.concat(Stream.of(Page.root()), folders)
          .map(folder -> folder.resolve("pom.xml"))
          .filter(Files::exists)
          .toList();
    }
  }

  /** Versions that the parent pom manages, with properties put in. */
  private static Map<String, String> versions() throws IOException {
    String text = Files.readString(Page.root().resolve("pom.xml"));
    Map<String, String> properties = new TreeMap<>();
    PROPERTY.matcher(text).results().forEach(p -> properties.put(p.group(1), p.group(2)));
    Map<String, String> versions = new TreeMap<>();
    DEPENDENCY
        .matcher(text)
        .results()
        .filter(d -> d.group(3) != null)
        .forEach(d -> versions.put(artifact(d), resolveProperties(d.group(3), properties)));
    // These come by JUnit's list of versions.
    versions.put("org.junit.jupiter:junit-jupiter", properties.get("junit.version"));
    return versions;
  }

  private static String resolveProperties(String text, Map<String, String> properties) {
    String out = text;
    for (String name : Splitter.on("${").splitToList(text)) {
      int end = name.indexOf('}');
      if (end > 0 && properties.containsKey(name.substring(0, end))) {
        String key = name.substring(0, end);
        out = out.replace("${" + key + "}", properties.get(key));
      }
    }
    return out.equals(text) ? out : resolveProperties(out, properties);
  }
}
