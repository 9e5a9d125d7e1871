package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages about invalid CSV files. */
class ImageCsvErrorsTest {
  @TempDir Path folder;
  private CsvFolder csv;

  @BeforeEach
  void writeImages() throws IOException {
    csv = new CsvFolder(folder);
  }

  /** Checks the message; FILE and FOLDER are replaced by paths. */
  private void rejects(String text, UnaryOperator<ImageData.Options> options, String... lines) {
    assertThatThrownBy(() -> csv.read(text, options))
        .isInstanceOf(DataException.class)
        .hasMessage(
            String.join("\n", lines)
                .replace("FILE", csv.csv().toString())
                .replace("FOLDER", folder.toString()));
  }

  private void rejects(String text, String... lines) {
    rejects(text, options -> options, lines);
  }

  private static UnaryOperator<ImageData.Options> task(Task task) {
    return options -> options.withTask(task);
  }

  @Test
  void header() {
    rejects(
        "name,label|0.png,a",
        "FILE, line 1: no column is named \"file\", \"path\", \"image\" or \"filename\", and the first"
            + " one is \"name\"; expected a header such as \"file,label\". Add a header, or rename"
            + " the column of the files.");
    rejects(
        "file;label|0.png;a",
        "FILE, line 1: the cells are separated by semicolons; expected commas."
            + " Save the file with commas.");
    rejects(
        "file,,label|0.png,1,a",
        "FILE, line 1: column 2 has no name. Name it, or remove the column.");
    rejects(
        "file,x,x|0.png,1,2",
        "FILE, line 1: column \"x\" occurs twice. Rename or remove one of them.");
    rejects(
        "file,weight|0.png,1",
        "FILE has no column of targets: its columns are file, weight. Add a column such as"
            + " \"label\", or set the columns to use one of these as target.");
    rejects(
        "file,label,class|0.png,a,x|1.png,b,y",
        "FILE, line 1: both \"label\" and \"class\" are names of labels. Rename one of them, or set"
            + " the columns of the targets (--targets).");
    rejects(
        "file,label,subset|0.png,a,train|1.png,b,tset|2.png,b,",
        "FILE, line 3, column \"subset\": expected train, validation or test, got \"tset\". Write one"
            + " of them in each row, or remove the column.",
        "FILE, line 4, column \"subset\": expected train, validation or test, got \"\". Write one of"
            + " them in each row, or remove the column.");
  }

  @Test
  void rows() {
    rejects(
        "file,label",
        "FILE has no rows. Write a header such as \"file,label\" and one row per image.");
    rejects(
        "file,label|0.png,a|1.png,b,c",
        "FILE, line 3: expected 2 cells as in the header, got 3. Quote cells that contain commas.");
  }

  @Test
  void emptyFile() throws IOException {
    Files.writeString(csv.csv(), "");

    assertThatThrownBy(() -> ImageData.read(csv.csv(), ImageData.Options.defaults()))
        .hasMessage(
            csv.csv()
                + " has no rows. Write a header such as \"file,label\" and one row per image.");
  }

  @Test
  void encoding() throws IOException {
    Files.write(csv.csv(), "file,label\nü.png,a".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> ImageData.read(csv.csv(), ImageData.Options.defaults()))
        .isInstanceOf(DataException.class)
        .hasMessage(csv.csv() + " is not encoded in UTF-8. Save it as \"CSV UTF-8\".");
  }

  @Test
  void files() throws IOException {
    Files.createDirectory(folder.resolve("sub"));
    rejects(
        "file,label|9.png,a|0.png,b|0.png,a|sub,a|../x.png,b|,a",
        "FILE, line 2, column \"file\": \"9.png\" does not exist in FOLDER."
            + " Correct the path, or set the folder of the images.",
        "FILE, line 4, column \"file\": \"0.png\" is already in line 3."
            + " Write one row per image; for several labels separate them by \";\".",
        "FILE, line 5, column \"file\": \"sub\" is a folder; expected an image."
            + " Write the path of an image.",
        "FILE, line 6, column \"file\": \"../x.png\" is outside of FOLDER."
            + " Set a folder of images that contains all of them.",
        "FILE, line 7, column \"file\": the cell is empty; expected the path of an image."
            + " Fill it in, or remove the row.");
    rejects(
        "file,label|\0,a|0.png,b",
        "FILE, line 2, column \"file\": \"\0\" does not exist in FOLDER."
            + " Correct the path, or set the folder of the images.");
  }

  /** Not an error for each cell. */
  @Test
  void numbersForAModelWithLabelsOrClasses() {
    for (String numbers : List.of("ink [px]|0.png,0|1.png,1", "ink|0.png,269|1.png,12.5")) {
      rejects(
          "file," + numbers,
          options -> options.withTargets(List.of(targets(Task.MULTI_LABEL))),
          "FILE has numbers in column "
              + numbers.substring(0, numbers.indexOf('|'))
              + ", but the model predicts even, prime (task multi-label): expected a column"
              + " \"labels\", or one with 0 and 1 for each label. Give a file with labels, or a"
              + " model of task regression.");
    }
    for (Task task : List.of(Task.CLASSIFICATION, Task.BINARY)) {
      rejects(
          "file,ink,width [px]|0.png,269,3|1.png,12,4",
          options -> options.withTargets(List.of(targets(task))),
          "FILE has numbers in columns ink, width [px], but the model predicts even, prime (task "
              + task.id()
              + "): expected a column \"label\" with the class. Give a file with classes, or a"
              + " model of task regression.");
    }
  }

  /** Numbers may be names of classes, and one cell may be wrong. */
  @Test
  void numbersThatAreNamesOfTheModelAreRead() throws IOException {
    Targets digits = new Targets("", Task.CLASSIFICATION, ImmutableList.of("3", "12"));
    assertThat(
            csv.read("file,label|0.png,12|1.png,3", options -> options.withTargets(List.of(digits)))
                .size())
        .isEqualTo(2);
    rejects(
        "file,even,prime|0.png,1,0|1.png,2,0",
        options -> options.withTargets(List.of(targets(Task.MULTI_LABEL))),
        "FILE, line 3, column \"even\": expected 0, 1 or a probability between them, got \"2\"."
            + " Correct the cell, or set task regression for numbers.");
  }

  private static Targets targets(Task task) {
    return new Targets("", task, ImmutableList.of("even", "prime"));
  }

  @Test
  void manyErrorsAreCounted() {
    StringBuilder text = new StringBuilder("file,x [m]");
    for (int i = 0; i < 12; i++) {
      text.append("|0.png,nan");
    }
    assertThatThrownBy(() -> csv.read(text.toString()))
        .message()
        .satisfies(
            message -> {
              assertThat(message.lines()).hasSize(11);
              assertThat(message).endsWith("\n" + csv.csv() + " has 13 more errors.");
            });
  }

  @Test
  void numbers() {
    rejects(
        "file,ink [px]|0.png,12|1.png,NaN|2.png,|3.png,1e99|4.png,many",
        "FILE, line 3, column \"ink [px]\": expected a number, got \"NaN\"."
            + " Write a finite number such as 12.5.",
        "FILE, line 4, column \"ink [px]\": the cell is empty; expected a number."
            + " Fill it in, or remove the row.",
        "FILE, line 5, column \"ink [px]\": expected a number, got \"1e99\"."
            + " Write a finite number such as 12.5.",
        "FILE, line 6, column \"ink [px]\": expected a number, since the task is regression, got"
            + " \"many\". Write a finite number such as 12.5; for classes, set task"
            + " classification.");
  }

  @Test
  void labelsForRegression() {
    rejects(
        "file,label|0.png,cat|1.png,12",
        task(Task.REGRESSION),
        "FILE, line 2, column \"label\": expected a number, since the task is regression, got"
            + " \"cat\". Write a finite number such as 12.5; for classes, set task"
            + " classification.");
  }

  @Test
  void classes() {
    rejects(
        "file,label|0.png,a|1.png,",
        "FILE, line 3, column \"label\": the cell is empty; expected a class."
            + " Fill it in, or set task multi-label for images without a label.");
    rejects(
        "file,label|0.png,a;b|1.png,b",
        task(Task.CLASSIFICATION),
        "FILE, line 2, column \"label\": expected one class, got \"a;b\"."
            + " Write one class, or set task multi-label.");
    rejects(
        "file,label|0.png,a|1.png,a",
        "FILE, column \"label\": all images are of class \"a\"; classification needs at least two"
            + " classes. Add images of other classes.");
    rejects(
        "file,label|0.png,a|1.png,b|2.png,c",
        task(Task.BINARY),
        "FILE, column \"label\": task binary needs two classes, got 3: a, b, c."
            + " Use task classification, or correct the labels.");
    rejects(
        "file,labels|0.png,|1.png,",
        "FILE, column \"labels\": no image has a label."
            + " Write the labels of each image, separated by \";\".");
    rejects(
        "file,label|0.png,cats|1.png,dog",
        o -> o.withTargets(List.of(Targets.ofClasses(List.of("cat", "dog")))),
        "FILE, line 2, column \"label\": \"cats\" is a class that the model does not have."
            + " Did you mean \"cat\"? The model's: cat, dog.");
  }

  @Test
  void probabilities() {
    rejects(
        "file,a,b|0.png,1,x|1.png,0,|2.png,1,2|3.png,1,1",
        task(Task.CLASSIFICATION),
        "FILE, line 2, column \"b\": expected 0, 1 or a probability between them, got \"x\"."
            + " Correct the cell, or set task regression for numbers.",
        "FILE, line 3, column \"b\": the cell is empty; expected 0, 1 or a probability."
            + " Fill it in, or remove the row.",
        "FILE, line 4, column \"b\": expected 0, 1 or a probability between them, got \"2\"."
            + " Correct the cell, or set task regression for numbers.",
        "FILE, line 5, column \"a\": the probabilities of a, b sum to 2.000; expected 1."
            + " Correct the row, or set task multi-label for independent labels.");
    rejects(
        "file,a,b,c|0.png,1,0,0|1.png,0,1,0",
        task(Task.BINARY),
        "FILE: task binary needs one column, or one for each of two classes; got 3: a, b, c."
            + " Use task classification or multi-label.");
  }

  @Test
  void ambiguousColumns() {
    rejects(
        "file,x|0.png,0.5|1.png,1",
        "FILE: the values of column x are all from 0 to 1, which may be probabilities of labels or"
            + " values to predict. Set task binary, multi-label or regression.");
    rejects(
        "file,x,y|0.png,0.5,0|1.png,1,1",
        "FILE: the values of columns x, y are all from 0 to 1, which may be probabilities of labels"
            + " or values to predict. Set task multi-label, classification or regression.");
    rejects(
        "file,label|0.png,3|1.png,2.5",
        "FILE, line 3, column \"label\": the labels are numbers such as 2.5, which may be classes"
            + " or values to predict. Set task regression or classification.");
    rejects(
        "file,ink|0.png,3|1.png,2O",
        "FILE, line 3, column \"ink\": got \"2O\", but other rows have numbers."
            + " For numbers, correct the cell; for classes, set task classification.");
    rejects(
        "file,ink,note|0.png,3,x|1.png,2,y",
        "FILE, line 2, column \"note\": expected a number, got \"x\". Several columns of targets"
            + " must be numbers: remove the column, or set the columns of the targets.");
  }

  @Test
  void weights() {
    rejects(
        "file,label,weight|0.png,a,-1|1.png,b,",
        "FILE, line 2, column \"weight\": expected a weight of at least 0, got \"-1\"."
            + " Write a finite number such as 1.",
        "FILE, line 3, column \"weight\": the cell is empty; expected a weight."
            + " Fill it in, or remove the row.");
    rejects(
        "file,label,weight|0.png,a,0|1.png,b,0",
        "FILE, column \"weight\": all weights are 0."
            + " Give at least one image a weight above 0.");
  }

  @Test
  void outputs() {
    String text = "file,kind,size|0.png,cat,12|1.png,dog,13";
    ImageData.Output kind = ImageData.Output.of("kind", Task.CLASSIFICATION, List.of("kind"));
    rejects(
        text,
        o ->
            o.withOutputs(
                List.of(kind, ImageData.Output.of("size", Task.REGRESSION, List.of("sise")))),
        "FILE has no column \"sise\", which output \"size\" needs."
            + " Did you mean \"size\"? Its columns: file, kind, size.");
    rejects(
        text,
        o -> o.withColumns(List.of("depth")),
        "FILE has no column \"depth\". Its columns: file, kind, size.");
    Targets kinds = new Targets("kind", Task.CLASSIFICATION, ImmutableList.of("cat", "dog"));
    Targets sizes = new Targets("size", Task.REGRESSION, ImmutableList.of("size"));
    rejects(
        text,
        o -> o.withOutputs(List.of(kind)).withTargets(List.of(kinds, sizes)),
        "FILE has no columns for output \"size\": no columns are set for it. Set the columns of"
            + " this output.");
  }

  @Test
  void invalidOutputs() {
    ImageData.Options options = ImageData.Options.defaults();
    ImageData.Output kind = ImageData.Output.of("kind", Task.CLASSIFICATION, List.of());

    assertThatThrownBy(() -> options.withOutputs(List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessage("The list of outputs is empty. Pass at least one output.");
    assertThatThrownBy(() -> options.withOutputs(List.of(kind, kind)))
        .isInstanceOf(UsageException.class)
        .hasMessage("Two outputs are named \"kind\". Give each its own name.");
    ImageData.Output size = ImageData.Output.of("size", Task.REGRESSION, List.of("size"));
    assertThatThrownBy(() -> options.withOutputs(List.of(size, kind)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Output \"kind\" has no columns. With several outputs, list the columns of each.");
  }

  @Test
  void skippedImages() throws IOException {
    Files.writeString(folder.resolve("1.png"), "no image");
    assertThatThrownBy(() -> csv.read("file,label|0.png,a|1.png,b"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            "Class \"b\" of " + csv.csv() + " has no images: all are skipped, for example 1.png (")
        .hasMessageEndingWith("). Add images, or remove the class.");
    assertThatThrownBy(() -> csv.read("file,x [m]|1.png,3"))
        .hasMessageStartingWith("None of the images in " + csv.csv() + " can be decoded");
  }

  @Test
  void pathsThatAreNoDataset() throws IOException {
    ImageData.Options options = ImageData.Options.defaults();
    Path text = Files.writeString(folder.resolve("set.dat"), "file,label\n");

    assertThatThrownBy(() -> ImageData.read(folder.resolve("none"), options))
        .isInstanceOf(DataException.class)
        .hasMessage(
            folder.resolve("none")
                + " does not exist. Give a folder with one subfolder of images per class,"
                + " or a CSV file with the columns file,label.");
    assertThatThrownBy(() -> ImageData.read(text, options))
        .isInstanceOf(DataException.class)
        .hasMessage(
            text
                + " is neither a folder nor a .zip, .tar, .tar.gz, .csv, .tsv or .txt file. Give a folder"
                + " with one subfolder of images per class, a CSV file with the columns file,label,"
                + " or a list of paths.");
    assertThatThrownBy(() -> ImageData.read(folder, options.withTask(Task.MULTI_LABEL)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            folder
                + " is a folder, which has one class per image; task multi-label needs a CSV file."
                + " Give a CSV file, or use task classification or binary.");
    Targets one = Targets.ofClasses(List.of("a", "b"));
    assertThatThrownBy(() -> ImageData.read(folder, options.withTargets(List.of(one, one))))
        .hasMessageStartingWith(
            folder
                + " is a folder, which has one class per image;"
                + " a model with several outputs needs a CSV file.");
    assertThatThrownBy(() -> ImageData.read(folder, options.withImages(folder)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            folder
                + " is a folder: several outputs, columns of targets, and a folder that file names are"
                + " relative to (--images) apply to CSV files only. Remove these options, or give a"
                + " CSV file.");
  }
}
