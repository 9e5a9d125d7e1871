package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.docs.Pages;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The pictures of the pages are those that the commands beside them make. */
class PlotImagesTest {
  private static final String COMMAND = "./blockwright plot ";

  @TestFactory
  Stream<DynamicTest> theCommandMakesThePicture(@TempDir Path folder) {
    List<Pages.ShellLine> shown =
        Pages.shellLines(COMMAND).filter(s -> s.line().contains(" -o docs/")).toList();
    assertThat(shown).isNotEmpty();
    return shown.stream().map(s -> DynamicTest.dynamicTest(s.location(), () -> draw(s, folder)));
  }

  private static void draw(Pages.ShellLine shown, Path folder) throws Exception {
    String[] words = shown.line().substring("./blockwright ".length()).split(" ");
    String picture = words[words.length - 1];
    Path made = folder.resolve("made.svg");
    words[words.length - 1] = made.toString();
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());

    int code = Main.run(Console.plain(nowhere, nowhere), new Interruption(), words);

    assertThat(code).isZero();
    assertThat(made).hasSameTextualContentAs(Pages.root().resolve(picture));
    assertThat(Files.size(made)).isLessThan(40_000);
  }
}
