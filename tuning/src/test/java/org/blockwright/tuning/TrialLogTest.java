package org.blockwright.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialLogTest {
  @TempDir Path folder;

  private final Space space =
      Space.of(
          new IntegerParameter("width", 1, 9),
          RealParameter.uniform("dropout", 0.25, 0.5),
          ChoiceParameter.of("kind", "adam", "sgd"),
          new BoolParameter("gray"));

  private Study study() {
    return Study.of(space, ArbiterSamplers.random(), Metric.minimize("loss")).trials(4);
  }

  @Test
  void everyTrialIsOnDiskBeforeTheNextStarts() {
    Path file = folder.resolve(TrialLog.FILE_NAME);
    List<Integer> before = new ArrayList<>();
    StudyResult result;
    try (TrialLog log = TrialLog.create(file)) {
      result =
          study()
              .onTrial(log)
              .run(
                  trial -> {
                    before.add(TrialLog.read(file).size());
                    if (trial.number() == 2) {
                      throw new IllegalStateException("odd \"one\"\nin two lines");
                    }
                    trial.recordMetric("accuracy", trial.number() == 3 ? Double.NaN : 0.5);
                    return 0.1 * trial.number();
                  });
    }

    assertThat(before).containsExactly(0, 1, 2, 3);
    List<TrialResult> read = TrialLog.read(file);
    for (int i = 0; i < 4; i++) {
      TrialResult expected = result.trials().get(i);
      assertThat(read.get(i).number()).isEqualTo(expected.number());
      assertThat(read.get(i).values()).isEqualTo(expected.values());
      assertThat(read.get(i).objective()).isEqualTo(expected.objective());
      assertThat(read.get(i).metrics()).isEqualTo(expected.metrics());
      assertThat(read.get(i).seconds()).isEqualTo(expected.seconds());
    }
    assertThat(((TrialResult.Failed) read.get(1)).message())
        .isEqualTo(((TrialResult.Failed) result.trials().get(1)).message());
  }

  @Test
  void ignoresLastLineWithoutLineEnd() throws IOException {
    Path file = folder.resolve(TrialLog.FILE_NAME);
    String line = StudyExport.jsonLine(done(1));
    Files.writeString(file, line + "\n" + line);
    assertThat(TrialLog.read(file)).containsExactly(done(1));

    Files.writeString(file, line.substring(0, 20));
    assertThat(TrialLog.read(file)).isEmpty();

    Files.writeString(file, "");
    assertThat(TrialLog.read(file)).isEmpty();
  }

  @Test
  void rejectsDamagedLineWithItsNumber() throws IOException {
    Path file = folder.resolve(TrialLog.FILE_NAME);
    for (String damaged : List.of("{\"number\": 2", "{}", "", "[1]")) {
      Files.writeString(file, StudyExport.jsonLine(done(1)) + "\n" + damaged + "\n");

      assertThatThrownBy(() -> TrialLog.read(file))
          .as(damaged)
          .isInstanceOf(StorageException.class)
          .hasMessage(
              file
                  + ":2: the line is not a trial, so the file is damaged. Only a last line without a line end may be incomplete.");
    }
  }

  @Test
  void neverReplacesAStudy() throws IOException {
    Path out = folder.resolve("study");
    StudyFolder first = StudyFolder.create(out);
    try (TrialLog log = first.createLog()) {
      log.accept(done(1));
    }
    Files.writeString(out.resolve(TrialLog.FILE_NAME), "{\"number\"", StandardOpenOption.APPEND);

    assertThatThrownBy(() -> StudyFolder.create(out))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            out
                + " contains a study with 1 finished trials, which is never replaced. Choose another --out, or move the directory.");
    assertThatThrownBy(first::createLog).isInstanceOf(StorageException.class);
    assertThat(TrialLog.read(out.resolve(TrialLog.FILE_NAME))).containsExactly(done(1));
  }

  @Test
  void rejectsNonEmptyFolderAndFile() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.txt"), "mine");

    assertThatThrownBy(() -> StudyFolder.create(folder))
        .isInstanceOf(UsageException.class)
        .hasMessage(folder + " exists already and is not empty. Choose another --out.");
    assertThatThrownBy(() -> StudyFolder.create(file))
        .isInstanceOf(UsageException.class)
        .hasMessage(file + " is a file, expected a directory. Choose another --out.");
  }

  @Test
  void numbersStudiesAndDeletesEmptyOnes() throws IOException {
    Path studies = folder.resolve("studies");
    StudyFolder first = StudyFolder.createNext(studies, "tiny");
    StudyFolder second = StudyFolder.createNext(studies, "tiny");
    assertThat(first.path()).isEqualTo(studies.resolve("tiny-1"));
    assertThat(second.path()).isEqualTo(studies.resolve("tiny-2"));

    try (TrialLog log = first.createLog()) {
      log.accept(done(1));
    }
    second.createLog().close();
    Files.writeString(second.path().resolve("study.yaml"), "metric: loss");
    first.deleteIfEmpty("study.yaml");
    second.deleteIfEmpty("study.yaml");

    assertThat(first.path().resolve(TrialLog.FILE_NAME)).isNotEmptyFile();
    assertThat(second.path()).doesNotExist();
  }

  private static TrialResult done(int number) {
    return new TrialResult.Done(
        number,
        Values.of(ImmutableMap.of("width", 3, "dropout", 1.0)),
        0.5,
        ImmutableMap.of(),
        1.5);
  }
}
