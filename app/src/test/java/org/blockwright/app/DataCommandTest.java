package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
  @TempDir private Path folder;
  private Path train;
  private Path test;

  @BeforeEach
  void writeImages() throws IOException {
    train = ImagesOnDisk.writeTwoClasses(folder.resolve("train"), 3);
    test = ImagesOnDisk.writeTwoClasses(folder.resolve("test"), 2);
  }

  @Test
  void auditShowsClassesAndFindings() {
    CommandResult ran = CommandResult.run("data", "audit", train);

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("class  images  groups")
        .contains("verdict: undecided")
        .contains("note: Every one of the 6 images is its own group.");
    assertThat(ran.err()).isEmpty();
  }

  /** The test images are the first ones of the training images. */
  @Test
  void strictAuditFailsIfSubsetsShareImages() {
    CommandResult ran = CommandResult.run("data", "audit", train, "--test", test, "--strict");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .startsWith("images: training 6, test 4")
        .contains("error: 4 pairs of duplicates are in different subsets");
    assertThat(CommandResult.run("data", "audit", train, "--strict").code()).isZero();
  }

  @Test
  void jsonHasEveryPair() throws IOException {
    JsonNode json = CommandResult.run("data", "audit", train, "--test", test, "--json").json();

    assertThat(json.at("/images/training").asInt()).isEqualTo(6);
    assertThat(json.at("/duplicates")).hasSize(4);
    assertThat(json.at("/duplicates/0/across_subsets").asBoolean()).isTrue();
    assertThat(json.at("/leak/verdict").asText()).isEqualTo("undecided");
    assertThat(json.at("/leak/single_cues")).hasSize(16);
  }

  @Test
  void pageShowsTheImagesOfDuplicates() {
    Path page = folder.resolve("audit.html");

    CommandResult ran = CommandResult.run("data", "audit", train, "--test", test, "--html", page);

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("verdict: undecided");
    assertThat(ran.err()).contains("page saved to " + page);
    assertThat(page)
        .content()
        .contains("<title>Audit of train</title>", "same bytes, different subsets");
  }

  @Test
  void columnSubsetOfACsvFileIsChecked() throws IOException {
    Path csv =
        Files.writeString(
            folder.resolve("set.csv"),
            """
            file,label,group,subset
            train/red/00.png,red,p1,train
            train/blue/00.png,blue,p2,train
            train/red/01.png,red,p1,test
            test/blue/00.png,blue,p3,test
            """);

    CommandResult ran = CommandResult.run("data", "audit", csv, "--strict");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .startsWith("images: training 2, test 2")
        .contains("error: 1 group is in several subsets, for example p1 (test, training).")
        .contains("error: 1 pair of duplicates is in different subsets");
  }

  @Test
  void csvFileOfSeveralLabelsHasNoLeakCheck() throws IOException {
    Path csv =
        Files.writeString(
            folder.resolve("findings.csv"),
            "file,label\ntrain/red/00.png,warm;bright\ntrain/blue/00.png,cold\n");

    CommandResult ran = CommandResult.run("data", "audit", csv);

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).doesNotContain("verdict");
  }

  @Test
  void missingFolderIsOneLine() {
    CommandResult ran = CommandResult.run("data", "audit", folder.resolve("none"));

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err()).contains("none");
  }
}
