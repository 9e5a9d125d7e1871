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

/** The plots on pages equal the output of the commands shown with them. */
class PlotImagesTest {
  private static final String COMMAND = "./blockwright plot ";

  @TestFactory
  Stream<DynamicTest> imageIsUpToDate(@TempDir Path folder) {
    List<Pages.ShellLine> shown =
        Pages.shellLines(COMMAND).filter(s -> s.line().contains(" -o docs/")).toList();
    assertThat(shown).isNotEmpty();
    return shown.stream().map(s -> DynamicTest.dynamicTest(s.location(), () -> draw(s, folder)));
  }

  private static void draw(Pages.ShellLine shown, Path folder) throws Exception {
    String[] arguments = shown.line().substring("./blockwright ".length()).split(" ");
    String expected = arguments[arguments.length - 1];
    Path plot = folder.resolve("plot.svg");
    arguments[arguments.length - 1] = plot.toString();
    PrintStream discard = new PrintStream(OutputStream.nullOutputStream());

    int code = Main.run(Console.plain(discard, discard), new Interruption(), arguments);

    assertThat(code).isZero();
    assertThat(plot).hasSameTextualContentAs(Pages.root().resolve(expected));
    assertThat(Files.size(plot)).isLessThan(40_000);
  }
}
