package org.blockwright.data.covidx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.blockwright.base.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Defects that occur in published label files. */
class PublishedLabelsTest {
  @TempDir private Path folder;
  private List<MetadataRow> rows;

  @BeforeEach
  void readSource() {
    Path source =
        MadeUpSources.figure1(
            folder.resolve("figure1"), "P1", "COVID-19", "P2", "COVID-19", "COVID(1)", "COVID-19");
    rows = SourceReader.read(Source.FIGURE1, source).rows();
  }

  private List<String> check(String train, String test) throws IOException {
    Path first = Files.writeString(folder.resolve("train.txt"), train);
    Path second = Files.writeString(folder.resolve("test.txt"), test);
    return PublishedLabels.check(List.of(first, second), rows);
  }

  @Test
  void filesWithoutDefectsHaveNoNotes() throws IOException {
    assertThat(check("P1 P1.png COVID-19\n", "P2 P2.png COVID-19 fig1\n\n")).isEmpty();
  }

  @Test
  void repeatedRowsAreCounted() throws IOException {
    String line = "P1 P1.png COVID-19 fig1\n";

    assertThat(check(line + line + line, ""))
        .containsExactly("train.txt: 2 lines list an image again, the first in line 2.");
  }

  @Test
  void patientAndImageInTwoFilesHaveBothLines() throws IOException {
    assertThat(
            check(
                "P2 a.png normal fig1\nP1 P1.png COVID-19 fig1\n",
                "P1 b.png COVID-19 fig1\nP9 a.png normal fig1\n"))
        .contains(
            "patient P1 is in train.txt line 2 and in test.txt line 1.",
            "image a.png is in train.txt line 1 and in test.txt line 2.");
  }

  @Test
  void blankInThePatientDoesNotShiftTheFields() throws IOException {
    assertThat(check("COVID(1) 1 COVID(1).png COVID-19 sirm\n", ""))
        .contains(
            "train.txt: 1 line has a blank in the patient, the first in line 1; fields were read from the right.");
  }

  @Test
  void idsThatNoSourceHasAreReported() throws IOException {
    assertThat(check("P1\n", "P2\n191COVID-00024\n"))
        .containsExactly(
            "test.txt: 1 patient is in no source, for example \"191COVID-00024\" in line 2. Is a comma missing, or a source?");
  }

  @Test
  void otherFilesAreRejectedWithTheLine() {
    assertThatThrownBy(() -> check("P1 P1.png COVID-19\na b\n", ""))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("train.txt line 2 is not a line of labels");
  }
}
