package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.blockwright.base.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitCodeTest {
  @TempDir Path folder;

  @Test
  void unknownNetworkSuggestsNearestName() {
    CommandResult ran = CommandResult.run("summary", "vgg61");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("Unknown network \"vgg61\". Did you mean \"vgg16\"?");
    assertThat(ran.err().lines()).hasSize(1);
  }

  @Test
  void unknownLayerSuggestsNearestName() {
    CommandResult ran = CommandResult.run("summary", "mobilenet", "--cut", "conv_pw_12_rel");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("Did you mean \"conv_pw_12_relu\"?");
  }

  @Test
  void reportsPatternWithoutMatch() {
    CommandResult ran = CommandResult.run("summary", "vgg16", "--freeze", "blok*");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("blok*");
  }

  @Test
  void reportsMissingModelFile() {
    CommandResult ran = CommandResult.run("predict", folder.resolve("none.zip"), "a.png");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("none.zip").contains("no such file");
    assertThat(ran.err().lines()).hasSize(1);
  }

  @Test
  void printsStackTraceOnlyWithDebug() {
    assertThat(CommandResult.run("zoo", "none").err()).doesNotContain("\tat ");
    assertThat(CommandResult.run("zoo", "none", "--debug").err())
        .startsWith("Unknown network \"none\".")
        .contains("\tat org.blockwright.zoo.Zoo");
  }

  @Test
  void reportsMissingTrainingData() {
    CommandResult ran = CommandResult.run("train", "--model", "vgg16", "--dry-run");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("data.train");
  }

  @Test
  void outOfMemoryAdvisesWhatToReduce() {
    assertThat(failure(new OutOfMemoryError("Java heap space")))
        .startsWith("Out of memory (heap ")
        .endsWith("Reduce --batch-size or the input size, or raise the limit with --memory.");
  }

  @Test
  void printsMessageOfOwnExceptions() {
    assertThat(failure(new DataException("No images in x."))).isEqualTo("No images in x.");
  }

  @Test
  void printsUnexpectedErrorInOneLine() {
    assertThat(failure(new IllegalStateException("a\n  b"))).doesNotContain("\n").contains("a b");
  }

  private static String failure(Throwable error) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    Session session = new Session(Console.plain(stream, stream), new Interruption());

    assertThat(new ErrorReporter(session).report(error)).isEqualTo(1);

    return err.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
