package org.blockwright.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.show.Summary;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, files and messages do not depend on the locale of the process. */
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

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(ORIGINAL_LOCALE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "fa-IR", "tr-TR", "de-DE", "th-TH-u-nu-thai"})
  void zooNetworksAreTheSame(String tag) {
    for (String name : Zoo.names()) {
      Locale.setDefault(Locale.ROOT);
      Network expected = Zoo.get(name).network();
      String summary = Summary.of(expected, LearningRateMultipliers.uniform()).toString();

      Locale.setDefault(Locale.forLanguageTag(tag));
      Network network = Zoo.get(name).network();

      assertThat(NetworkFormat.toYaml(network)).isEqualTo(NetworkFormat.toYaml(expected));
      assertThat(Summary.of(network, LearningRateMultipliers.uniform()).toString())
          .isEqualTo(summary);
    }
  }

  @Test
  void doesNotUseDefaultLocale() {
    ImportOption main = at -> !at.contains("/test-classes/") && !at.contains("-tests.jar");
    noClasses()
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .orShould()
        .callMethod(PrintStream.class, "printf", String.class, Object[].class)
        .orShould()
        .callMethod(PrintStream.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
        .orShould()
        .callMethod(NumberFormat.class, "getInstance")
        .orShould()
        .callConstructor(DecimalFormat.class, String.class)
        .orShould()
        .callConstructor(SimpleDateFormat.class, String.class)
        .orShould()
        .callConstructor(Formatter.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Scanner.class)
        .check(new ClassFileImporter().withImportOption(main).importPackages("org.blockwright"));
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
