package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the columns of a CSV file mean. */
class ImageCsvTest {
  @TempDir Path folder;
  private CsvFolder csv;

  @BeforeEach
  void writeImages() throws IOException {
    csv = new CsvFolder(folder);
  }

  private void check(Dataset data, Task task, List<String> names, Target... targets) {
    assertThat(data.task()).isEqualTo(task);
    assertThat(data.classes()).isEqualTo(names);
    assertThat(data.samples()).extracting(Sample::target).containsExactly(targets);
  }

  @Test
  void labelColumnIsClassification() throws IOException {
    Dataset data = csv.read("file,label|0.png,dog|2.png,cat|1.png,dog");

    check(data, Task.CLASSIFICATION, List.of("cat", "dog"), cls(0), cls(1), cls(1));
    assertThat(data.samples()).extracting(Sample::key).containsExactly("2.png", "0.png", "1.png");
    assertThat(data.root()).contains(csv.csv());
    assertThat(data.warnings()).isEmpty();
    check(
        csv.read("Path,Finding|0.png,b|1.png,a"),
        Task.CLASSIFICATION,
        List.of("a", "b"),
        cls(0),
        cls(1));
  }

  private static Target cls(int index) {
    return Target.ofClass(index);
  }

  @Test
  void classificationFromCsvIsThatOfTheFolder() throws IOException {
    GeneratedImages.write(folder.resolve("sub/cat"), 12, 2);
    GeneratedImages.write(folder.resolve("sub/dog"), 12, 3);
    Dataset ofFolder = ImageData.read(folder.resolve("sub"), ImageData.Options.defaults());
    StringBuilder text = new StringBuilder("file,label");
    for (int i = 11; i >= 0; i--) {
      text.append("|dog/%s.png,dog|cat/%s.png,cat".formatted(i, i));
    }
    Dataset ofCsv = csv.read(text.toString(), o -> o.withImages(folder.resolve("sub")));

    assertThat(ofCsv.samples()).isEqualTo(ofFolder.samples());
    assertThat(ofCsv.hash()).isEqualTo(ofFolder.hash());
    assertThat(Split.of(ofCsv, Ratios.DEFAULT, 42).subsets())
        .isEqualTo(Split.of(ofFolder, Ratios.DEFAULT, 42).subsets());
  }

  @Test
  void severalLabelsAreMultiLabel() throws IOException {
    Dataset data = csv.read("file,label|0.png,nodule; edema|1.png,|2.png,edema");

    check(
        data,
        Task.MULTI_LABEL,
        List.of("edema", "nodule"),
        Target.of(1, 1),
        Target.of(0, 0),
        Target.of(1, 0));
    check(
        csv.read("file,labels|0.png,b|1.png,a"),
        Task.MULTI_LABEL,
        List.of("a", "b"),
        Target.of(0, 1),
        Target.of(1, 0));
    check(
        csv.read("file,label|0.png,b|1.png,", o -> o.withTask(Task.MULTI_LABEL)),
        Task.MULTI_LABEL,
        List.of("b"),
        Target.of(1),
        Target.of(0));
  }

  @Test
  void columnsOfZeroAndOneAreLabels() throws IOException {
    Dataset data = csv.read("file,nodule,edema|0.png,1,1|1.png,0,0|2.png,0,1");

    check(
        data,
        Task.MULTI_LABEL,
        List.of("nodule", "edema"),
        Target.of(1, 1),
        Target.of(0, 0),
        Target.of(0, 1));
    assertThat(data.warnings()).isEmpty();
  }

  @Test
  void columnsWithExactlyOneLabelGetAWarning() throws IOException {
    Dataset data = csv.read("file,a,b|0.png,1,0|1.png,0,1");

    assertThat(data.task()).isEqualTo(Task.MULTI_LABEL);
    assertThat(data.warnings())
        .containsExactly(
            csv.csv()
                + ": every image has exactly one of the labels a, b, used as independent labels"
                + " (task multi-label). If they are classes, of which one is true, set task"
                + " classification.");
    check(
        csv.read("file,a,b|0.png,1,0|1.png,0,1", o -> o.withTask(Task.CLASSIFICATION)),
        Task.CLASSIFICATION,
        List.of("a", "b"),
        cls(0),
        cls(1));
  }

  @Test
  void numbersAreRegression() throws IOException {
    check(
        csv.read("file,x,y|0.png,1.5,-2|1.png,3,1e2"),
        Task.REGRESSION,
        List.of("x", "y"),
        Target.of(1.5f, -2),
        Target.of(3, 100));
    check(
        csv.read("file,ink [px]|0.png,1|1.png,0"),
        Task.REGRESSION,
        List.of("ink [px]"),
        Target.of(1),
        Target.of(0));
    check(
        csv.read("file,x|0.png,1.5|1.png,0"),
        Task.REGRESSION,
        List.of("x"),
        Target.of(1.5f),
        Target.of(0));
    check(
        csv.read("file,x|0.png,0.5|1.png,0", o -> o.withTask(Task.REGRESSION)),
        Task.REGRESSION,
        List.of("x"),
        Target.of(0.5f),
        Target.of(0));
  }

  @Test
  void ambiguousColumnsGetAWarning() throws IOException {
    Dataset binary = csv.read("file,tumor|0.png,1|1.png,0");
    check(binary, Task.BINARY, List.of("not tumor", "tumor"), cls(0), cls(1));
    assertThat(binary.warnings())
        .containsExactly(
            csv.csv()
                + ", column \"tumor\": 0 and 1 are used as the classes \"not tumor\" and \"tumor\""
                + " (task binary). For other uses, set task multi-label or regression.");
    Dataset digits = csv.read("file,label|0.png,1|1.png,0");
    check(digits, Task.CLASSIFICATION, List.of("0", "1"), cls(0), cls(1));
    assertThat(digits.warnings())
        .containsExactly(
            csv.csv()
                + ", column \"label\": the numbers are used as names of classes."
                + " To predict numbers, set task regression.");
    Dataset integers = csv.read("file,age|0.png,31|1.png,44");
    assertThat(integers.task()).isEqualTo(Task.REGRESSION);
    assertThat(integers.warnings())
        .containsExactly(
            csv.csv()
                + ", column \"age\": the integers are used as numbers to predict (task regression)."
                + " If they are classes, set task classification.");
    Dataset mixed = csv.read("file,age,smoker|0.png,31,1|1.png,44,0");
    assertThat(mixed.task()).isEqualTo(Task.REGRESSION);
    assertThat(mixed.warnings())
        .containsExactly(
            csv.csv()
                + ", column \"smoker\": the values are 0 and 1, used as numbers to predict like the"
                + " other columns (task regression). To use it as a label, make it an output of its"
                + " own.");
  }

  @Test
  void taskDecidesAboutProbabilities() throws IOException {
    String soft = "file,a,b,c|0.png,0.5,0.25,0.25|1.png,0,1,0|2.png,0.33,0.33,0.33";
    Dataset classes = csv.read(soft, o -> o.withTask(Task.CLASSIFICATION));

    assertThat(classes.samples().get(0).target()).isEqualTo(Target.of(0.5f, 0.25f, 0.25f));
    assertThat(classes.samples().get(2).target()).isEqualTo(cls(1));
    // Rounded probabilities are scaled to the sum 1.
    assertThat(classes.samples().get(1).target().value(2)).isEqualTo(1 / 3f);
    check(
        csv.read("file,a,b|0.png,0.5,0.9|1.png,1,0", o -> o.withTask(Task.MULTI_LABEL)),
        Task.MULTI_LABEL,
        List.of("a", "b"),
        Target.of(0.5f, 0.9f),
        Target.of(1, 0));
    check(
        csv.read("file,x|0.png,0.25|1.png,1", o -> o.withTask(Task.BINARY)),
        Task.BINARY,
        List.of("not x", "x"),
        Target.of(0.75f, 0.25f),
        cls(1));
    check(
        csv.read("file,a,b|0.png,0.25,0.75|1.png,1,0", o -> o.withTask(Task.BINARY)),
        Task.BINARY,
        List.of("a", "b"),
        cls(0),
        Target.of(0.25f, 0.75f));
    check(
        csv.read("file,label|0.png,b|1.png,a", o -> o.withTask(Task.BINARY)),
        Task.BINARY,
        List.of("a", "b"),
        cls(0),
        cls(1));
    check(
        csv.read("file,label|0.png,1|1.png,0", o -> o.withTask(Task.BINARY)),
        Task.BINARY,
        List.of("0", "1"),
        cls(0),
        cls(1));
    check(
        csv.read("file,x|0.png,1|1.png,0", o -> o.withTask(Task.MULTI_LABEL)),
        Task.MULTI_LABEL,
        List.of("x"),
        Target.of(1),
        Target.of(0));
  }

  @Test
  void severalOutputsHaveTheirColumns() throws IOException {
    Dataset data =
        csv.read(
            "file,kind,a,b,size [px],note|0.png,cat,1,0,12,x|1.png,dog,1,1,13,",
            o ->
                o.withOutputs(
                    List.of(
                        ImageData.Output.of("kind", Task.CLASSIFICATION, List.of("kind")),
                        ImageData.Output.of("marks", Task.MULTI_LABEL, List.of("b", "a")),
                        ImageData.Output.of("size", Task.REGRESSION, List.of("size [px]")))));

    assertThat(data.targets())
        .containsExactly(
            new Targets("kind", Task.CLASSIFICATION, ImmutableList.of("cat", "dog")),
            new Targets("marks", Task.MULTI_LABEL, ImmutableList.of("b", "a")),
            new Targets("size", Task.REGRESSION, ImmutableList.of("size [px]")));
    assertThat(data.samples().get(1).targets())
        .containsExactly(cls(1), Target.of(1, 1), Target.of(13));
    assertThat(data.warnings())
        .containsExactly(
            csv.csv() + ": column note is not used.",
            "Label \"a\" is positive for every image in "
                + csv.csv()
                + ": it can only be learned as present, and its ROC AUC is undefined."
                + " Add images without it, or remove the label.");
  }

  @Test
  void groupAndWeightAreNotTargets() throws IOException {
    Dataset data = csv.read("file,group,label,weight|0.png,p1,a,2|1.png,p1,b,0.5|2.png,,b,0");

    assertThat(data.samples()).extracting(Sample::group).containsExactly("p1", "p1", "2.png");
    assertThat(data.samples()).extracting(Sample::weight).containsExactly(2.0, 0.5, 0.0);
    assertThat(data.warnings())
        .containsExactly(
            "1 of 3 images have no group in the column \"group\"; each of them is its own group.");
    Dataset weights =
        csv.read("file,weight|0.png,71.5|1.png,3", o -> o.withColumns(List.of("weight")));
    assertThat(weights.samples()).extracting(Sample::weight).containsOnly(1.0);
    assertThat(weights.classes()).containsExactly("weight");
  }

  @Test
  void groupsByFileNameWithoutGroupColumn() throws IOException {
    Dataset data =
        csv.read("file,label|0.png,a|1.png,b", o -> o.withGrouping(Grouping.byFileName("^([0])")));

    assertThat(data.samples()).extracting(Sample::group).containsExactly("0", "1.png");
    assertThat(data.warnings())
        .containsExactly(
            "1 of 2 images do not match the group pattern; each of them is its own group.");
  }

  @Test
  void targetsOfAModelDetermineTaskNamesAndOrder() throws IOException {
    Targets classes = new Targets("", Task.BINARY, ImmutableList.of("sick", "healthy"));
    check(
        csv.read("file,label|0.png,healthy|1.png,healthy", o -> o.withTargets(List.of(classes))),
        Task.BINARY,
        List.of("sick", "healthy"),
        cls(1),
        cls(1));
    Targets labels = new Targets("out", Task.MULTI_LABEL, ImmutableList.of("c", "a"));
    check(
        csv.read("file,label|0.png,a|1.png,", o -> o.withTargets(List.of(labels))),
        Task.MULTI_LABEL,
        List.of("c", "a"),
        Target.of(0, 1),
        Target.of(0, 0));
    Targets numbers = new Targets("", Task.REGRESSION, ImmutableList.of("y", "x"));
    check(
        csv.read("file,x,y|0.png,1,0|1.png,0,1", o -> o.withTargets(List.of(numbers))),
        Task.REGRESSION,
        List.of("y", "x"),
        Target.of(0, 1),
        Target.of(1, 0));
  }

  /** A model that was trained on some columns of a file is evaluated on the same file. */
  @Test
  void targetsOfAModelSelectTheirColumns() throws IOException {
    String rows = "file,x,y,z|0.png,1,0,0|1.png,0,1,1";
    Targets numbers = new Targets("", Task.REGRESSION, ImmutableList.of("z", "x"));
    Dataset ofNumbers = csv.read(rows, o -> o.withTargets(List.of(numbers)));
    check(ofNumbers, Task.REGRESSION, List.of("z", "x"), Target.of(0, 1), Target.of(1, 0));
    Targets binary = new Targets("", Task.BINARY, ImmutableList.of("not y", "y"));
    Dataset ofBinary = csv.read(rows, o -> o.withTargets(List.of(binary)));
    check(ofBinary, Task.BINARY, List.of("not y", "y"), cls(0), cls(1));

    assertThat(ofNumbers.warnings()).containsExactly(csv.csv() + ": column y is not used.");
    assertThat(ofBinary.warnings()).containsExactly(csv.csv() + ": columns x, z are not used.");
  }

  @Test
  void pathsOfSpreadsheetsAndWindowsAreAccepted() throws IOException {
    GeneratedImages.write(folder.resolve("sub"), 1, 2);
    Dataset data =
        csv.read("\uFEFFfile,label|sub\\0.png,a|./0.png,b|" + folder.resolve("1.png") + ",b\r");

    assertThat(data.samples())
        .extracting(Sample::key)
        .containsExactly("sub/0.png", "0.png", "1.png");
  }

  @Test
  void damagedImagesAreSkipped() throws IOException {
    Files.writeString(folder.resolve("2.png"), "no image");
    Dataset data = csv.read("file,label|0.png,a|1.png,b|2.png,b");

    assertThat(data.size()).isEqualTo(2);
    assertThat(data.skipped()).extracting(SkippedFile::key).containsExactly("2.png");
    assertThat(data.warnings()).hasSize(1);
    assertThat(data.warnings().get(0)).startsWith("1 file is skipped, for example 2.png: ");
  }

  @Test
  void labelWithoutPositiveGetsAWarning() throws IOException {
    assertThat(csv.read("file,a,b|0.png,1,0|1.png,0,0").warnings())
        .containsExactly(
            "Label \"b\" has no positive image in "
                + csv.csv()
                + ": it can only be learned as absent, and its recall, average precision and"
                + " ROC AUC are undefined. Add images with it, or remove the label.");
  }

  @Test
  void foldersAreReadByTheSameMethod() throws IOException {
    GeneratedImages.write(folder.resolve("sub/a"), 2, 1);
    GeneratedImages.write(folder.resolve("sub/b"), 2, 2);
    ImageData.Options options = ImageData.Options.defaults();
    Path sub = folder.resolve("sub");

    assertThat(ImageData.read(sub, options))
        .isEqualTo(ImageFolder.read(sub, ImageFolder.Options.defaults()));
    assertThat(ImageData.read(sub, options.withTask(Task.BINARY)).task()).isEqualTo(Task.BINARY);
    Targets model = new Targets("x", Task.BINARY, ImmutableList.of("b", "a"));
    Dataset data = ImageData.read(sub, options.withTargets(List.of(model)));
    assertThat(data.targets()).containsExactly(model);
    assertThat(data.samples().get(0).key()).isEqualTo("a/0.png");
    assertThat(data.samples().get(0).target()).isEqualTo(cls(1));
    assertThat(
            ImageData.read(
                    sub,
                    options.withOutputs(
                        List.of(new ImageData.Output("y", Optional.empty(), ImmutableList.of()))))
                .targets())
        .containsExactly(new Targets("y", Task.CLASSIFICATION, ImmutableList.of("a", "b")));
  }

  @Test
  void sameFileForTrainingAndTestGetsAWarning() throws IOException {
    Dataset data = csv.read("file,label|0.png,a|1.png,b");

    assertThat(Overlap.warning("training", data, "test", data))
        .hasValue(
            "The training and the test images are the same file (FILE, FILE): the test results do not"
                    .replace("FILE", csv.csv().toString())
                + " apply to new images.");
  }
}
