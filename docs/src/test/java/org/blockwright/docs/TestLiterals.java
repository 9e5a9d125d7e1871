package org.blockwright.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** String literals in the tests of other modules: the messages that these tests expect. */
final class TestLiterals {
  private static final Pattern LITERAL =
      Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);

  private TestLiterals() {}

  /** Returns the literals in the tests of these modules. */
  static List<String> of(String... modules) {
    List<String> literals = new ArrayList<>();
    for (String module : modules) {
      try (Stream<Path> files = Files.walk(Page.root().resolve(module).resolve("src/test/java"))) {
        files
            .filter(file -> file.toString().endsWith("Test.java"))
            .flatMap(file -> LITERAL.matcher(readWithJoinedLiterals(file)).results())
            .map(TestLiterals::text)
            .forEach(literals::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return literals;
  }

  /** Reads a source file and joins concatenated string literals. */
  private static String readWithJoinedLiterals(Path file) {
    try {
      return Files.readString(file).replaceAll("(?<=[^\\\\])\"\\s*\\+\\s*\"", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(MatchResult literal) {
    String block = literal.group(1);
    String text = block == null ? literal.group(2) : block.stripIndent();
    // Unicode escapes are not handled by translateEscapes.
    return text.replaceAll("(?<!\\\\)\\\\u[0-9a-fA-F]{4}", "?").translateEscapes();
  }
}
