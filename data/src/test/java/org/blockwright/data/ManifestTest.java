package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.blockwright.base.DataException;
import org.blockwright.dsl.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CSV files with more columns than file and target. */
class ManifestTest {
  @TempDir private Path folder;
  private CsvFolder csv;

  @BeforeEach
  void createImages() throws IOException {
    csv = new CsvFolder(folder);
  }

  @Test
  void otherColumnsAreAttributes() throws IOException {
    Dataset data =
        csv.read("path,class,Group,source,view|0.png,cat,p1,zoo,front|1.png,dog,p2, farm ,");

    assertThat(data.classes()).containsExactly("cat", "dog");
    assertThat(data.samples().get(0).attributes())
        .containsExactly(
            Map.entry("group", "p1"), Map.entry("source", "zoo"), Map.entry("view", "front"));
    assertThat(data.samples().get(1).attributes()).containsEntry("source", "farm");
    assertThat(data.samples().get(1).group()).isEqualTo("p2");
    assertThat(data.warnings()).containsExactly(csv.csv() + ": columns source, view are not used.");
  }

  @Test
  void columnNamedTargetIsTheTarget() throws IOException {
    Dataset data = csv.read("file,source,target|0.png,a,1.5|1.png,b,2.5");

    assertThat(data.task()).isEqualTo(Task.REGRESSION);
    assertThat(data.classes()).containsExactly("target");
  }

  @Test
  void columnOfFilesMayBeAnywhere() throws IOException {
    Dataset data = csv.read("patient,filename,label|p1,0.png,cat|p2,1.png,dog");

    assertThat(data.samples()).extracting(Sample::key).containsExactly("0.png", "1.png");
    assertThat(data.samples().get(1).attributes()).containsEntry("patient", "p2");
  }

  @Test
  void cellsMayBeSeparatedByTabs() throws IOException {
    Path tsv =
        Files.writeString(
            folder.resolve("set.tsv"), "file\tlabel\tnote\n0.png\tcat\ta, b\n1.png\tdog\t\n");

    Dataset data = ImageData.read(tsv, ImageData.Options.defaults());

    assertThat(data.classes()).containsExactly("cat", "dog");
    assertThat(data.samples().get(0).attributes()).containsEntry("note", "a, b");
    assertThat(csv.read("file\tlabel|0.png\tcat|1.png\tdog").size()).isEqualTo(2);
  }

  @Test
  void columnSubsetIsTheSplit() throws IOException {
    Dataset data =
        csv.read(
            "file,label,subset|0.png,a,train|1.png,b,Training|2.png,a,val|3.png,b,dev|4.png,a,test|5.png,b,test");

    Split split = Split.ofColumn(data, 42).orElseThrow();

    assertThat(split.train().samples()).extracting(Sample::key).containsExactly("0.png", "1.png");
    assertThat(split.validation().samples())
        .extracting(Sample::key)
        .containsExactly("2.png", "3.png");
    assertThat(split.test().samples()).extracting(Sample::key).containsExactly("4.png", "5.png");
    assertThat(split.warnings()).isEmpty();
    Path file = folder.resolve("split.csv");
    split.write(file);
    assertThat(Split.read(data, file).subsets()).isEqualTo(split.subsets());
  }

  @Test
  void emptyColumnSubsetIsNoSplit() throws IOException {
    Dataset data = csv.read("file,label,subset|0.png,a,|1.png,b, ");

    assertThat(Split.ofColumn(data, 42)).isEmpty();
    assertThat(data.warnings()).isEmpty();
  }

  @Test
  void validationImagesAreHeldOutIfTheColumnHasNone() throws IOException {
    Dataset data =
        csv.read(
            "file,label,subset|0.png,a,train|1.png,b,train|2.png,a,train|3.png,b,train|4.png,a,test|5.png,b,test");

    Split split = Split.ofColumn(data, 42).orElseThrow();

    assertThat(split.train().size()).isEqualTo(2);
    assertThat(split.validation().size()).isEqualTo(2);
    assertThat(split.test().samples()).extracting(Sample::key).containsExactly("4.png", "5.png");
  }

  @Test
  void groupMustNotBeInTwoSubsetsOfTheColumn() throws IOException {
    Dataset data =
        csv.read("file,label,subset,group|0.png,a,train,p|1.png,b,test,p|2.png,b,validation,q");

    assertThatThrownBy(() -> Split.ofColumn(data, 42))
        .isInstanceOf(DataException.class)
        .hasMessage(
            csv.csv()
                + ": group \"p\" is in both train and test. Correct the column subset, or remove it"
                + " to split by group.");
  }

  @Test
  void columnSubsetNeedsTrainingImages() throws IOException {
    Dataset data = csv.read("file,label,subset|0.png,a,test|1.png,b,validation");

    assertThatThrownBy(() -> Split.ofColumn(data, 42))
        .hasMessage(
            csv.csv()
                + ": no row has the subset train. Expected train, validation or test in the column"
                + " subset.");
  }

  @Test
  void withoutColumnThereIsNoSplit() throws IOException {
    assertThat(Split.ofColumn(csv.read("file,label|0.png,a|1.png,b"), 42)).isEmpty();
  }
}
