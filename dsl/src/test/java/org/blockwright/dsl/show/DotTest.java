package org.blockwright.dsl.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DotTest {
  /** A quoted string, in which a backslash escapes the next character; a word; an operator. */
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|[A-Za-z0-9_]+|->|[{}\\[\\];=,]");

  private static final Pattern STATEMENT =
      Pattern.compile("(?:W = V|W A|W -> W A) ;".replace("A", "\\[ W = V(?: , W = V)* \\]"));

  @Test
  void writesBoxesAndArrows() {
    assertThat(Dot.of(Drawing.of(ExampleNetworks.tiny().graph(), 1)))
        .startsWith("digraph \"tiny\" {\n")
        .contains("  b0 [label=\"input\\n8x6x3\", fillcolor=\"#ffffff\"")
        .contains("  b1 [label=\"a\\n2 layers\\n4x3x4\\n108 parameters\", fillcolor=")
        .contains("  b2 [label=\"head\\n2 layers\\n2\\n10 parameters\", fillcolor=")
        .contains("  b0 -> b1 [label=\"8x6x3\"];\n")
        .endsWith("  b1 -> b2 [label=\"4x3x4\"];\n}\n");
  }

  @Test
  void followsDotGrammar() {
    for (Drawing drawing :
        List.of(
            Drawing.of(ExampleNetworks.resnet(3, 4, 6, 3).graph()),
            Drawing.of(ExampleNetworks.interleavedBlocks(), 1),
            Drawing.of(ExampleNetworks.namesToEscape()))) {
      List<String> statements = statements(Dot.of(drawing));

      assertThat(statements).allMatch(s -> STATEMENT.matcher(s).matches());
      assertThat(statements)
          .filteredOn(s -> s.startsWith("W -> W"))
          .hasSameSizeAs(drawing.arrows());
    }
  }

  @Test
  void escapesNames() {
    assertThat(Dot.of(Drawing.of(ExampleNetworks.namesToEscape())))
        .contains("[label=\"<x>&amp;\\\"y\\\"\\\\n\\nActivation relu\\n4x4x2\"");
  }

  /** Returns the statements between the braces, with words as W and attribute values as V. */
  private static List<String> statements(String dot) {
    Matcher matcher = TOKEN.matcher(dot);
    List<String> tokens = new ArrayList<>();
    int end = 0;
    while (matcher.find()) {
      assertThat(dot.substring(end, matcher.start())).isBlank();
      tokens.add(matcher.group());
      end = matcher.end();
    }
    assertThat(dot.substring(end)).isBlank();
    assertThat(tokens.get(0)).isEqualTo("digraph");
    assertThat(tokens.get(1)).startsWith("\"");
    assertThat(tokens.get(2)).isEqualTo("{");
    assertThat(tokens.get(tokens.size() - 1)).isEqualTo("}");
    List<String> statements = new ArrayList<>();
    List<String> one = new ArrayList<>();
    for (String token : tokens.subList(3, tokens.size() - 1)) {
      boolean value = !one.isEmpty() && one.get(one.size() - 1).equals("=");
      boolean word = token.startsWith("\"") || token.matches("\\w+");
      one.add(!word ? token : value ? "V" : "W");
      if (token.equals(";")) {
        statements.add(String.join(" ", one));
        one.clear();
      }
    }
    assertThat(one).isEmpty();
    return statements;
  }
}
