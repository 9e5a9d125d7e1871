package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.blockwright.inference.metrics.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  @TempDir Path folder;

  @Property(tries = 200)
  void everyHistoryIsRestoredFromItsCsv(@ForAll("histories") History history) {
    assertThat(History.parseCsv(history.toCsv())).isEqualTo(history);
  }

  @Provide
  Arbitrary<History> histories() {
    Arbitrary<Double> number = Arbitraries.doubles().ofScale(17);
    Arbitrary<OptionalDouble> optional =
        number.optional().map(o -> o.map(OptionalDouble::of).orElse(OptionalDouble.empty()));
    Arbitrary<String> note = Arbitraries.strings().withChars(",\"\r\n aé').0").ofMaxLength(8);
    return Combinators.combine(number, optional, optional, number, number, number, note)
        .as((a, b, c, d, e, f, text) -> new History.Epoch(1, a, b, c, d, e, f, text))
        .list()
        .ofMaxSize(4)
        .map(HistoryTest::numbered);
  }

  private static History numbered(List<History.Epoch> epochs) {
    History history = History.empty();
    for (History.Epoch e : epochs) {
      int next = history.epochs().size() + 1;
      history =
          history.with(
              new History.Epoch(
                  next,
                  e.trainLoss(),
                  e.validationLoss(),
                  e.validationAccuracy(),
                  e.learningRate(),
                  e.seconds(),
                  e.secondsWaiting(),
                  e.note()));
    }
    return history;
  }

  @Test
  void writesRfc4180InEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(twoEpochs().toCsv())
          .isEqualTo(
              "epoch,train_loss,validation_loss,validation_accuracy,learning_rate,seconds,data_wait_seconds,note\r\n"
                  + "1,0.75,,,1.0E-4,12.5,0.25,\r\n"
                  + "2,0.5,0.625,0.875,1.0E-4,11.0,0.0,\"learning rate lowered, \"\"plateau\"\"\"\r\n");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void readsWhatItWrote() {
    Path file = folder.resolve("history.csv");

    twoEpochs().writeCsv(file);

    assertThat(History.readCsv(file)).isEqualTo(twoEpochs());
  }

  @Test
  void acceptsLinesEndingWithLineFeedAlone() {
    assertThat(History.parseCsv(twoEpochs().toCsv().replace("\r\n", "\n").strip()))
        .isEqualTo(twoEpochs());
  }

  @Test
  void bestEpochIsFirstOfEqualsAndNeverNan() {
    History history =
        History.empty()
            .with(epoch(1, Double.NaN))
            .with(epoch(2, 0.5))
            .with(epoch(3, 0.4))
            .with(epoch(4, 0.4));

    assertThat(history.best(Metric.of("train_loss")).orElseThrow().epoch()).isEqualTo(3);
    assertThat(history.best(Metric.of("validation_loss"))).isEmpty();
  }

  @Test
  void addingAnEpochDoesNotModifyTheHistory() {
    History one = History.empty().with(epoch(1, 0.5));

    one.with(epoch(2, 0.4));

    assertThat(one.epochs()).hasSize(1);
    assertThat(History.empty().last()).isEmpty();
  }

  private static History.Epoch epoch(int number, double trainLoss) {
    return new History.Epoch(
        number, trainLoss, OptionalDouble.empty(), OptionalDouble.empty(), 1e-4, 1, 0, "");
  }

  private static History twoEpochs() {
    return History.of(
        List.of(
            new History.Epoch(
                1, 0.75, OptionalDouble.empty(), OptionalDouble.empty(), 1e-4, 12.5, 0.25, ""),
            new History.Epoch(
                2,
                0.5,
                OptionalDouble.of(0.625),
                OptionalDouble.of(0.875),
                1e-4,
                11,
                0,
                "learning rate lowered, \"plateau\"")));
  }
}
