package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.show.Summary;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names, files and messages do not depend on the locale of the process; {@link ArchitectureTest}
 * forbids the methods that use it.
 */
class LocaleTest {
  private static final Locale ORIGINAL_LOCALE = Locale.getDefault();

  /** A string literal or text block on which {@code formatted} is called. */
  private static final Pattern FORMATTED =
      Pattern.compile(
          "(\"\"\".*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\")\\s*\\)?\\s*\\.formatted\\(",
          Pattern.DOTALL);

  /** Any conversion except {@code %s}, {@code %n} and {@code %%}; it may depend on the locale. */
  private static final Pattern LOCALE_DEPENDENT =
      Pattern.compile("(?<!%)(?:%%)*%(?!%)[-+#,(0-9.$ ]*(?![sn])[a-zA-Z]");

  /** Expected texts by the name of the network. */
  private static final Map<String, String> DESCRIPTIONS = new HashMap<>();

  private static final Map<String, String> SUMMARIES = new HashMap<>();

  @BeforeAll
  static void describeZooInRootLocale() {
    Locale.setDefault(Locale.ROOT);
    for (String name : Zoo.names()) {
      Network network = Zoo.get(name).network();
      DESCRIPTIONS.put(name, NetworkFormat.toYaml(network));
      SUMMARIES.put(name, summary(network));
    }
    Locale.setDefault(ORIGINAL_LOCALE);
  }

  private static String summary(Network network) {
    return Summary.of(network, LearningRateMultipliers.uniform()).toString();
  }

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(ORIGINAL_LOCALE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "fa-IR", "tr-TR", "de-DE", "th-TH-u-nu-thai"})
  void zooNetworksAreTheSame(String tag) {
    for (String name : Zoo.names()) {
      Locale.setDefault(Locale.forLanguageTag(tag));
      Network network = Zoo.get(name).network();

      assertThat(NetworkFormat.toYaml(network)).isEqualTo(DESCRIPTIONS.get(name));
      assertThat(summary(network)).isEqualTo(SUMMARIES.get(name));
    }
  }

  @Test
  void formattedUsesNoLocaleDependentConversion() {
    List<String> found = new ArrayList<>();
    for (Path source : sources()) {
      Matcher call = FORMATTED.matcher(text(source));
      while (call.find()) {
        if (LOCALE_DEPENDENT.matcher(call.group(1)).find()) {
          found.add(source.getFileName() + ": " + call.group(1));
        }
      }
    }

    assertThat(found).as("use String.format(Locale.ROOT, ...)").isEmpty();
  }

  @Test
  void patternsFindConversions() {
    assertThat("a %d b").containsPattern(LOCALE_DEPENDENT);
    assertThat("%,.2f").containsPattern(LOCALE_DEPENDENT);
    assertThat("95 %% of %s%n").doesNotContainPattern(LOCALE_DEPENDENT);
    assertThat("x = (\"a %d\" ).formatted(1)").containsPattern(FORMATTED);
  }

  private static List<Path> sources() {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      List<Path> sources =
          files
              .filter(p -> p.toString().endsWith(".java"))
              .filter(p -> p.toString().replace('\\', '/').contains("/src/main/java/"))
              .toList();
      assertThat(sources).hasSizeGreaterThan(300);
      return sources;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path source) {
    try {
      return Files.readString(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
