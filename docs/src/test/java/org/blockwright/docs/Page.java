package org.blockwright.docs;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown page of the documentation, as lines of text. */
record Page(Path file, List<String> lines) {
  private static final String FENCE = "```";
  private static final Pattern COMMENT = Pattern.compile("<!-- (.*) -->");
  private static final Splitter SPACES = Splitter.on(' ').omitEmptyStrings();

  /** Returns the root of the repository. */
  static Path root() {
    return Path.of(System.getProperty("basedir")).toAbsolutePath().getParent();
  }

  /** Reads the pages in the root directory, and all pages of docs and bench. */
  static List<Page> all() {
    try (Stream<Path> docs = Files.list(root().resolve("docs"))) {
      Stream<Path> otherPages =
          Stream.of(
                  "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "bench/README.md")
              .map(root()::resolve);
      return Stream.concat(otherPages, docs.sorted())
          .filter(file -> file.toString().endsWith(".md"))
          .map(Page::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page of(String name) {
    return read(root().resolve(name));
  }

  private static Page read(Path file) {
    try {
      return new Page(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return root().relativize(file).toString().replace('\\', '/');
  }

  List<CodeBlock> codeBlocks() {
    List<CodeBlock> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith(FENCE)) {
        continue;
      }
      List<String> info = new ArrayList<>();
      info.add(lines.get(i).substring(FENCE.length()));
      info.addAll(comment(i));
      int start = i + 1;
      int end = start;
      while (!lines.get(end).equals(FENCE)) {
        end++;
      }
      String text = String.join("\n", lines.subList(start, end)) + "\n";
      blocks.add(new CodeBlock(name(), start + 1, info, text));
      i = end;
    }
    return blocks;
  }

  /**
   * Returns the words of a comment on the line before a fence, such as {@code <!-- job x.yaml -->}.
   * They are not on the line of the fence, since Python-Markdown accepts only the language there.
   */
  private List<String> comment(int fence) {
    Matcher comment = COMMENT.matcher(fence == 0 ? "" : lines.get(fence - 1));
    return comment.matches() ? SPACES.splitToList(comment.group(1)) : List.of();
  }

  /** Returns the code blocks of all pages in a language. */
  static Stream<CodeBlock> codeBlocks(String language) {
    return all().stream()
        .flatMap(page -> page.codeBlocks().stream())
        .filter(block -> block.hasLanguage(language));
  }

  /** Returns the cells of the table with this first column heading, by row, without headings. */
  List<List<String>> table(String firstHeading) {
    List<List<String>> rows = new ArrayList<>();
    int header = 0;
    while (!lines.get(header).startsWith("| " + firstHeading + " |")) {
      header++;
    }
    for (int i = header + 2; i < lines.size() && lines.get(i).startsWith("|"); i++) {
      String row = lines.get(i);
      rows.add(Splitter.on('|').trimResults().splitToList(row.substring(1, row.lastIndexOf('|'))));
    }
    return rows;
  }
}
