package org.blockwright.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceFormatTest {
  private static final Space SPACE =
      Space.of(
          RealParameter.logUniform("optimizer.learning-rate", 1e-5, 1e-1),
          RealParameter.uniform("dropout", 0, 0.5),
          new IntegerParameter("head.width", 32, 256),
          ChoiceParameter.of("head", "global-average", "flatten"),
          ChoiceParameter.of("batch-size", "16", "32"),
          new BoolParameter("early"));

  private static Space parse(String yaml) {
    return SpaceFormat.parse("s.yaml", yaml).space();
  }

  private static void assertInvalid(String yaml, String message) {
    assertThatThrownBy(() -> parse(yaml)).isInstanceOf(UsageException.class).hasMessage(message);
  }

  @Test
  void readsFileAsDocumented(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("space.yaml"),
            """
            # search space
            optimizer.learning-rate: {real: [1e-5, 1e-1], log: true}
            dropout: {real: [0, .5], log: false}
            head.width:
              integer: [32, 256]
            head: {choice: [global-average, flatten]}
            batch-size: {choice: [16, 32]}
            early: bool
            """);

    assertThat(Space.read(file)).isEqualTo(SPACE);
  }

  @Test
  void readsJson() {
    assertThat(parse("{\"head.width\": {\"integer\": [32, 256]}}"))
        .isEqualTo(Space.of(new IntegerParameter("head.width", 32, 256)));
  }

  @Test
  void readsConditionsStepsAndLists() {
    Space space =
        parse(
            """
            kind: {choice: [adam, sgd, rmsprop]}
            momentum: {real: [0.5, 0.9], when: {kind: [sgd, rmsprop]}}
            nesterov: {bool: true, when: {kind: sgd, momentum: 0.5}}
            size: {integer: [8, 32], step: 8}
            lr-multipliers: {choice: [[freeze block1, freeze block2], freeze *]}
            """);

    assertThat(space)
        .isEqualTo(
            Space.of(
                    ChoiceParameter.of("kind", "adam", "sgd", "rmsprop"),
                    RealParameter.uniform("momentum", 0.5, 0.9),
                    new BoolParameter("nesterov"),
                    new IntegerParameter("size", 8, 32, 8, false),
                    ChoiceParameter.of("lr-multipliers", "freeze block1,freeze block2", "freeze *"))
                .when("momentum", "kind", "sgd", "rmsprop")
                .when("nesterov", "kind", "sgd")
                .when("nesterov", "momentum", 0.5));
    assertThat(parse(space.toYaml())).isEqualTo(space);
  }

  @Test
  void conditionsOfAllTypesAreMetByValuesOfTheirType() {
    Space space =
        parse(
            """
            flag: bool
            size: {integer: [1, 3]}
            a: {bool: true, when: {flag: true}}
            b: {bool: true, when: {size: [1, 2]}}
            """);

    assertThat(space.active(Map.of("flag", true, "size", 3, "a", true, "b", true)).asMap())
        .containsOnlyKeys("flag", "size", "a");
    assertThat(space.active(Map.of("flag", false, "size", 2, "a", true, "b", true)).asMap())
        .containsOnlyKeys("flag", "size", "b");
  }

  @Test
  void rejectsInvalidConditionsWithTheirLocation() {
    String kind = "kind: {choice: [adam, sgd]}\n";
    assertInvalid(
        kind + "m: {real: [0, 1], when: {knd: sgd}}\n",
        "s.yaml:2:26: The space has no parameter \"knd\". Did you mean \"kind\"? Parameters: kind,"
            + " m.");
    assertInvalid(
        kind + "m: {real: [0, 1], when: {kind: sdg}}\n",
        "s.yaml:2:26: \"m\" depends on the value sdg of \"kind\", which choice(\"kind\", \"adam\","
            + " \"sgd\") cannot have.");
    assertInvalid(
        "m: {real: [0, 1], when: {kind: sgd}}\n" + kind,
        "s.yaml:1:26: \"m\" depends on \"kind\", which is not before it in the space. Move \"kind\""
            + " up.");
    assertInvalid(
        kind + "m: {real: [0, 1], when: {kind: []}}\n",
        "s.yaml:2:26: \"m\" depends on \"kind\", but no value is given for which it is used.");
    assertInvalid(
        kind + "m: {real: [0, 1], when: sgd}\n",
        "s.yaml:2:25: \"m.when\": expected a map {parameter: value}, got \"sgd\".");
    assertInvalid(
        kind + "m: {real: [0, 1], when: {kind: {a: b}}}\n",
        "s.yaml:2:32: \"m.when\": expected a value or a list of values, got a map.");
    assertInvalid("m: {bool: false}\n", "s.yaml:1:11: \"m.bool\": expected true, got \"false\".");
  }

  @Test
  void rejectsStepsThatMissTheUpperBound() {
    assertInvalid(
        "a: bool\nb: {integer: [8, 30], step: 8}\n",
        "s.yaml:2:1: integer(\"b\", 8, 30, 8): step 8 does not lead from 8 to 30. Choose a positive step"
            + " of which high - low is a multiple.");
    assertInvalid(
        "b: {integer: [8, 32], step: 8, log: true}\n",
        "s.yaml:1:1: integer(\"b\", 8, 32, 8).log(): a log-uniform range has no step. Remove the"
            + " step or the log.");
  }

  @Test
  void readsWhatItWrote() {
    assertThat(parse(SPACE.toYaml())).isEqualTo(SPACE);
  }

  @Test
  void missingFileIsStorageError() {
    assertThatThrownBy(() -> Space.read(Path.of("nowhere", "s.yaml")))
        .isInstanceOf(StorageException.class)
        .hasMessage("Cannot read nowhere/s.yaml: no such file.");
  }

  @Test
  void rejectsUnknownKeyWithSuggestion() {
    assertInvalid(
        "a: bool\nhead.width: {integr: [32, 256]}\n",
        "s.yaml:2:14: unknown key \"integr\" of \"head.width\". Did you mean \"integer\"? Keys:"
            + " integer, real, choice, bool, log, step, when.");
  }

  @Test
  void rejectsUnknownKind() {
    assertInvalid(
        "early: boolean\n",
        "s.yaml:1:8: \"early\" is \"boolean\", expected bool, or one of {integer: [low, high]},"
            + " {real: [low, high], log: true}, {choice: [a, b]}.");
    assertThatThrownBy(() -> parse("a:\n  - 1\n"))
        .hasMessageStartingWith("s.yaml:2:3: \"a\" is a list");
  }

  @Test
  void rejectsSecondDocument() {
    assertInvalid(
        "a: bool\n---\nb: bool\n",
        "s.yaml:3:1: a second YAML document starts here, expected one. Put all parameters into one"
            + " map.");
  }

  @Test
  void rejectsTwoKindsAndNone() {
    assertInvalid(
        "a: {integer: [1, 2], choice: [x]}\n",
        "s.yaml:1:1: \"a\" needs exactly one of integer, real, choice; got integer, choice.");
    assertInvalid(
        "b: bool\na: {log: true}\n",
        "s.yaml:2:1: \"a\" needs exactly one of integer, real, choice; got none.");
  }

  @Test
  void rejectsDuplicateNameOrKey() {
    assertInvalid("a: bool\nb: bool\na: bool\n", "s.yaml:3:1: duplicate key \"a\".");
    assertInvalid("a: {real: [1, 2], real: [1, 2]}\n", "s.yaml:1:19: duplicate key \"real\".");
    assertInvalid("a: {log: true, log: true}\n", "s.yaml:1:16: duplicate key \"log\".");
  }

  @Test
  void rejectsLogOfInteger() {
    assertInvalid(
        "a: {choice: [1, 2], log: true}\n",
        "s.yaml:1:26: \"a\": log and step are only allowed with integer and real.");
  }

  @Test
  void rejectsValuesOfOtherTypes() {
    assertInvalid(
        "a: {real: [1, fast]}\n",
        "s.yaml:1:15: \"a.real\": expected a finite number, got \"fast\".");
    assertInvalid(
        "a:\n  integer: [1, 2.5]\n",
        "s.yaml:2:16: \"a.integer\": expected an integer from -2147483648 to 2147483647, got"
            + " \"2.5\".");
    assertInvalid(
        "a: {integer: [1, 3000000000]}\n",
        "s.yaml:1:18: \"a.integer\": expected an integer from -2147483648 to 2147483647, got"
            + " \"3000000000\".");
    assertInvalid(
        "a: {real: [1, 2], log: yes}\n",
        "s.yaml:1:24: \"a.log\": expected true or false, got \"yes\".");
    assertInvalid(
        "a: {integer: 5}\n", "s.yaml:1:14: \"a.integer\": expected a list [a, b], got \"5\".");
    assertInvalid(
        "a: {choice: [x, [y, [z]]]}\n",
        "s.yaml:1:21: \"a.choice\": expected a string or number, got a list.");
    assertInvalid(
        "a: {real: [1, 2, 3]}\n",
        "s.yaml:1:12: \"a.real\": expected two bounds [low, high], got 3 values.");
    assertInvalid(
        "a: {real: []}\n",
        "s.yaml:1:1: \"a.real\": expected two bounds [low, high], got 0 values.");
  }

  @Test
  void rejectsInvalidRangeWithItsLocation() {
    assertInvalid(
        "a: bool\nmix.width: {integer: [128, 32]}\n",
        "s.yaml:2:1: integer(\"mix.width\", 128, 32): low <= high must hold, got low=128,"
            + " high=32.");
  }

  @Test
  void rejectsFileThatIsNotAMap() {
    String expected =
        "expected a map of parameters such as `head.width: {integer: [32, 256]}`, got ";
    assertInvalid("", "s.yaml:1:1: " + expected + "nothing.");
    assertInvalid("- a\n", "s.yaml:1:1: " + expected + "a list.");
    assertInvalid("word\n", "s.yaml:1:1: " + expected + "\"word\".");
  }

  @Test
  void readsOrRejectsTruncatedFileWithLocation() {
    String yaml =
        "a: {real: [1e-5, 1e-1], log: true}\n"
            + "b:\n"
            + "  integer: [1, 2]\n"
            + "c: {choice: ['x', \"y\"]}\n"
            + "d: bool\n";

    for (int end = 0; end < yaml.length(); end++) {
      String truncated = yaml.substring(0, end);
      Throwable thrown = catchThrowable(() -> parse(truncated));
      if (thrown != null) {
        assertThat(thrown)
            .isInstanceOf(UsageException.class)
            .hasMessageMatching("(?s)s\\.yaml:[1-5]:\\d+: .+");
      }
    }
  }

  @Property
  void readsEverySpaceThatItWrote(
      @ForAll @Size(min = 1, max = 4) Set<@From("names") String> names,
      @ForAll @Size(min = 1, max = 4) Set<String> options,
      @ForAll double bound) {
    Space space =
        Space.of(
            names.stream()
                .flatMap(
                    n ->
                        Stream.<Parameter>of(
                            new ChoiceParameter(n + "/choice", List.copyOf(options)),
                            RealParameter.uniform(n, Math.min(bound, 0.5), Math.max(bound, 0.5))))
                .toList());

    assertThat(parse(space.toYaml())).isEqualTo(space);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(6),
        Arbitraries.of("null", "~", "true", "<<", "1e3", "-", "?", "bool", "#a", "a:"));
  }

  @Test
  void rejectsInvalidYamlWithLocation() {
    assertThatThrownBy(() -> parse("a: bool\nb: {real: [1, 2\nc: bool\n"))
        .isInstanceOf(UsageException.class)
        .hasMessageMatching("s\\.yaml:3:\\d+: invalid YAML: while parsing a flow sequence\\.");
  }
}
