package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each message where it really comes up. */
class JobProblemsTest {
  @TempDir Path folder;

  private static void assertFails(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessage(message);
  }

  private static NetworkSource mobilenet() {
    return NetworkSource.of("mobilenet", Optional.empty(), List.of("a", "b"));
  }

  private Path images(String name, String... classes) throws IOException {
    for (String each : classes) {
      Path at = Files.createDirectories(folder.resolve(name).resolve(each));
      for (int i = 0; i < 12; i++) {
        ImageIO.write(
            new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
            "png",
            at.resolve(i + ".png").toFile());
      }
    }
    return folder.resolve(name);
  }

  @Test
  void aSettingThatThereIsNot() {
    assertThatThrownBy(() -> Job.defaults().with("epoch", 3))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "A job has no setting \"epoch\". Did you mean \"epochs\"? It has: model, input, cut, head.kind,");
  }

  @Test
  void aValueOfAnotherKind() {
    assertFails(
        () -> Job.defaults().with("epochs", "many"),
        "\"epochs\" must be a whole number from 1 to 2147483647, got many.");
    assertFails(
        () -> Job.defaults().with("optimizer.learning-rate", "fast"),
        "\"optimizer.learning-rate\" must be a number greater than 0, got fast.");
    assertFails(
        () -> Job.defaults().with("allow-partial-weights", "yes"),
        "\"allow-partial-weights\" must be true or false, got yes.");
    assertFails(
        () -> Job.defaults().with("epochs", List.of(1, 2)),
        "\"epochs\" must be one value, got [1, 2].");
  }

  @Test
  void somethingThatMustBeSaid() {
    assertFails(
        () -> Job.defaults().require(Setting.TRAIN),
        "Nothing is said about \"data.train\": a folder with one sub-folder a class.");
  }

  @Test
  void aWordThatIsNotKnown() {
    assertFails(
        () -> Job.defaults().with("optimizer.kind", "adm").optimizer(),
        "\"optimizer.kind\" cannot be \"adm\". Did you mean \"adam\"? Known: adam, sgd, nesterovs, rmsprop.");
    assertFails(
        () -> Job.defaults().with("standardize", "onn"),
        "\"standardize\" cannot be \"onn\". Did you mean \"on\"? Known: auto, on, off.");
    assertFails(
        () -> Job.defaults().with("cache", "on"), "\"cache\" cannot be \"on\". Known: auto, off.");
    assertFails(
        () -> mobilenet().assemble(Job.defaults().with("head.kind", "pol"), List.of("a", "b")),
        "\"head.kind\" cannot be \"pol\". Did you mean \"pool\"? Known: full, pool, linear.");
  }

  @Test
  void theOwnHeadAfterACut() {
    Job job = Job.defaults().with("cut", "conv_pw_3_relu").with("head.kind", "full");

    assertFails(
        () -> mobilenet().assemble(job, List.of("a", "b")),
        "The network's own head does not fit a network that is cut at \"conv_pw_3_relu\". Use --head pool or --head linear.");
  }

  @Test
  void aWidthForAHeadWithoutOne() {
    Job job = Job.defaults().with("head.kind", "linear").with("head.width", 8);

    assertFails(
        () -> mobilenet().assemble(job, List.of("a", "b")),
        "\"head.width\" belongs to the pool head, but the head is \"linear\".");
  }

  @Test
  void aSplitBesideFolders() throws IOException {
    Path train = images("train", "a", "b");
    Job job =
        Job.defaults()
            .with("data.train", train)
            .with("data.split", "8:1:1")
            .with("data.validation", "0.2");

    assertFails(
        () -> ImageSplits.of(job),
        "Both a split and validation or test pictures are given; a split makes them from the training pictures. Leave one out.");
  }

  @Test
  void aShareThatIsNone() throws IOException {
    Path train = images("train", "a", "b");
    Job job = Job.defaults().with("data.train", train).with("data.validation", "1.5");

    assertFails(
        () -> ImageSplits.of(job),
        "\"data.validation\" must be a folder or a share between 0 and 1, got \"1.5\".");
  }

  @Test
  void otherClassesInAnotherFolder() throws IOException {
    Path train = images("train", "a", "b");
    Path test = images("test", "a", "c");
    Job job = Job.defaults().with("data.train", train).with("data.test", test);

    assertThatThrownBy(() -> ImageSplits.of(job))
        .isInstanceOf(DataException.class)
        .hasMessage(
            test
                + " has a class \"c\" that the model does not know. Did you mean \"a\"? The model's classes: a, b.");
  }

  @Test
  void aFolderThatIsTaken() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "mine");

    assertFails(
        () -> RunDirectory.prepare(folder, false),
        folder + " exists already and is not empty. Choose another --out.");
    assertFails(
        () -> RunDirectory.prepare(file, false), file + " is a file; --out needs a folder.");
    assertFails(
        () -> RunDirectory.prepare(folder, true),
        folder
            + " is not empty and not a run of Blockwright (it has no valid run.yaml), so --overwrite does not replace it. Choose another --out.");
    assertThat(file).hasContent("mine");
  }

  @Test
  void aRunWithOtherFiles() throws IOException {
    Files.writeString(folder.resolve("run.yaml"), "command: x\njob: {model: vgg16}\n");
    Files.writeString(folder.resolve("model.zip"), "model");

    assertFails(
        () -> RunDirectory.prepare(folder, false),
        folder
            + " holds a run already. Choose another --out, or add --overwrite: the new run takes its place when it is complete.");
    assertThat(RunDirectory.prepare(folder, true).path()).isEqualTo(folder);

    Path file = Files.writeString(folder.resolve("notes.txt"), "mine");
    Files.createDirectory(folder.resolve("split.csv"));
    assertFails(
        () -> RunDirectory.prepare(folder, true),
        folder
            + " holds a run and other files, which --overwrite would remove: notes.txt, split.csv. Move them, or choose another --out.");
    assertThat(file).hasContent("mine");
    assertThat(JobProblems.foreignFiles(folder, List.of("a", "b", "c", "d", "e", "f", "g")))
        .contains("remove: a, b, c, d, e and 2 more. Move them");
    assertThat(JobProblems.notReplaceable(folder))
        .isEqualTo(
            folder
                + " cannot be replaced: it is a mount point, or the folder above it is not writable. Choose another --out.");
  }

  @Test
  void aWeightsFileThatIsNotThere() throws IOException {
    Path train = images("train", "a", "b");
    Job job =
        Job.defaults()
            .with("model", "mobilenet")
            .with("data.train", train)
            .with("weights", folder.resolve("none.h5"));

    assertFails(
        () -> new SettingsCheck().check(job),
        "weights: there is no file " + folder.resolve("none.h5") + ".");
  }

  @Test
  void weightsAreAFileOrOneForEachTower() {
    assertFails(
        () -> WeightsFiles.parse("resnet=a.h5,vgg"),
        "weights: \"resnet=a.h5,vgg\" is neither a file nor BLOCK=FILE for each tower, for instance resnet=resnet50.h5,vgg=vgg16.h5.");
  }

  @Test
  void aHeadThatIsKeptAndReplaced() {
    Job job = Job.defaults().with("head.keep", true).with("head.kind", "linear");

    assertFails(
        () -> mobilenet().assemble(job, List.of("a", "b")),
        "head.keep (--keep-head) keeps the model's own head, but the head is to be \"linear\". Leave out one of them, or the cut.");
  }

  @Test
  void layersThatKeepTheirInitialWeights() {
    assertThat(JobProblems.newlyInitialized(List.of("block4_conv1", "block4_conv2")))
        .isEqualTo("not in the weights file, so with initial weights: block4_conv1, block4_conv2");
  }

  @Test
  void aNameThatIsNeitherOfTheZooNorAFile() {
    assertThatThrownBy(() -> NetworkSource.of("vgg61", Optional.empty(), List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "Unknown network \"vgg61\". Did you mean \"vgg16\"? Networks of the zoo: vgg16, ")
        .hasMessageEndingWith(
            "squeezenet. A description (.yaml, .json) or a saved model (.zip) works as well.");
  }
}
