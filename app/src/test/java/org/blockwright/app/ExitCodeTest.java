package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitCodeTest {
  @TempDir Path folder;

  @Test
  void unknownNetworkSuggestsNearestName() {
    CommandResult ran = CommandResult.run("summary", "vgg61");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("Unknown network \"vgg61\". Did you mean \"vgg16\"?");
    assertThat(ran.err().lines()).hasSize(1);
  }

  @Test
  void unknownLayerSuggestsNearestName() {
    CommandResult ran = CommandResult.run("summary", "mobilenet", "--cut", "conv_pw_12_rel");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("Did you mean \"conv_pw_12_relu\"?");
  }

  @Test
  void reportsPatternWithoutMatch() {
    CommandResult ran = CommandResult.run("summary", "vgg16", "--freeze", "blok*");

    assertThat(ran.code()).isEqualTo(2);
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

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("data.train");
  }

  /** Wrong usage is found by the type of the exception, wherever it is found. */
  @Test
  void distinguishesWrongUsageFromInvalidInput() throws Exception {
    Path job = Files.writeString(folder.resolve("job.yaml"), "lr: 0.1\n");
    Path damaged =
        Files.writeString(
            folder.resolve("net.yaml"), "name: n\ninput: 8x8x3\nblocks:\n  - {name: a, cnv: {}}\n");

    CommandResult key = CommandResult.run("train", "--job", job);
    assertThat(key.code()).isEqualTo(2);
    assertThat(key.err())
        .startsWith(
            job
                + ":1:5: \"lr\" is not a setting of a job. Did you mean \"optimizer.learning-rate\" (--lr)? ");
    CommandResult value = CommandResult.run("train", "--augment", "flp");
    assertThat(value.code()).isEqualTo(2);
    assertThat(value.err()).startsWith("\"data.augmentation\" (--augment): \"flp\" is not");
    assertThat(CommandResult.run("train", "--model", "vgg61", "--data", "x").code()).isEqualTo(2);
    assertThat(CommandResult.run("train", "--model", "vgg16", "--data", "x", "--dry-run").code())
        .isEqualTo(1);
    assertThat(CommandResult.run("summary", damaged).code()).isEqualTo(1);
    assertThat(CommandResult.run("train", "--job", folder.resolve("none.yaml")).code())
        .isEqualTo(1);
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
    assertThat(report(new UsageException("No such option."), 2)).isEqualTo("No such option.");
  }

  @Test
  void printsUnexpectedErrorInOneLine() {
    assertThat(failure(new IllegalStateException("a\n  b"))).doesNotContain("\n").contains("a b");
  }

  private static String failure(Throwable error) {
    return report(error, 1);
  }

  private static String report(Throwable error, int code) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    Session session = new Session(Console.plain(stream, stream), new Interruption());

    assertThat(new ErrorReporter(session).report(error)).isEqualTo(code);

    return err.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
