package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AppProblemsTest {
  private static final List<String> KNOWN = List.of("train", "zoo");

  @Test
  void noSubCommand() {
    assertThat(AppProblems.noSubCommand(KNOWN))
        .isEqualTo("A sub-command is missing. Sub-commands: train, zoo. See blockwright --help.");
  }

  @Test
  void unknownSubCommand() {
    assertThat(AppProblems.unknownSubCommand("trian", KNOWN))
        .isEqualTo(
            "No sub-command \"trian\". Did you mean \"train\"? Sub-commands: train, zoo. See"
                + " blockwright --help.");
  }

  @Test
  void unknownOption() {
    assertThat(AppProblems.unknownOption("blockwright zoo", "--jsn", List.of("--json")))
        .isEqualTo(
            "blockwright zoo: no option \"--jsn\". Did you mean \"--json\"? See blockwright zoo"
                + " --help.");
  }

  @Test
  void tooMany() {
    assertThat(AppProblems.tooMany("blockwright zoo", "x"))
        .isEqualTo(
            "blockwright zoo: \"x\" is one word too many. Names with blanks need quotes. See"
                + " blockwright zoo --help.");
  }

  @Test
  void missing() {
    assertThat(AppProblems.missing("blockwright predict", List.of("MODEL", "IMAGE")))
        .isEqualTo(
            "blockwright predict: MODEL, IMAGE are missing. See blockwright predict --help.");
  }

  @Test
  void usage() {
    assertThat(AppProblems.usage("blockwright zoo", "That is wrong."))
        .isEqualTo("blockwright zoo: That is wrong. See blockwright zoo --help.");
  }

  @Test
  void positive() {
    assertThat(AppProblems.positive("0")).isEqualTo("\"0\" is no number from 1 on");
  }

  @Test
  void input() {
    assertThat(AppProblems.input("9"))
        .isEqualTo("\"9\" is no input; write height x width x channels, for instance 224x224x3");
  }

  @Test
  void drawing() {
    assertThat(AppProblems.drawing("net.png"))
        .isEqualTo("\"net.png\" ends in neither .svg nor .dot, which say what is drawn");
  }

  @Test
  void memory() {
    assertThat(AppProblems.memory("lots"))
        .isEqualTo("\"lots\" is no amount of memory; write for instance 6g or 6000m");
  }

  @Test
  void noPattern() {
    assertThat(AppProblems.noPattern("--rate"))
        .isEqualTo("--rate needs a pattern, for instance 'block1*=0.1'");
  }

  @Test
  void noClasses() {
    assertThat(AppProblems.noClasses("tiny", "7x7x8"))
        .isEqualTo(
            "tiny gives 7x7x8 for each picture, which are no classes. Use features to read inner"
                + " values.");
  }

  @Test
  void outOfMemory() {
    assertThat(AppProblems.outOfMemory("heap 1 MB"))
        .isEqualTo(
            "Out of memory (heap 1 MB). Lower --batch or the input's size, or allow more with"
                + " --memory.");
  }

  @Test
  void unexpected() {
    assertThat(AppProblems.unexpected(new IllegalStateException("odd.")))
        .isEqualTo(
            "Unexpected IllegalStateException: odd. This is a fault of Blockwright: run it again"
                + " with --debug and report what that prints.");
  }

  @Test
  void interrupting() {
    assertThat(AppProblems.interrupting())
        .isEqualTo("Interrupted: the running batch ends, then what was finished is saved.");
  }
}
