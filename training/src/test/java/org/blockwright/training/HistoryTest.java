package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.blockwright.dsl.Task;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.inference.metrics.Metrics;
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
    Arbitrary<ImmutableMap<String, Double>> validation =
        Arbitraries.maps(Arbitraries.of(keys()), number).map(ImmutableMap::copyOf);
    Arbitrary<String> note = Arbitraries.strings().withChars(",\"\r\n aé').0").ofMaxLength(8);
    return Combinators.combine(number, validation, number, number, number, note)
        .as((a, b, c, d, e, text) -> new History.Epoch(1, a, b, c, d, e, text))
        .list()
        .ofMaxSize(4)
        .map(HistoryTest::numbered);
  }

  /** The metrics of the only output, and of two others. */
  private static List<String> keys() {
    return Stream.of("", "age/", "a.b_macro/")
        .flatMap(output -> Metrics.overallKeys().stream().map(output::concat))
        .toList();
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
                  e.validation(),
                  e.learningRate(),
                  e.seconds(),
                  e.dataWaitSeconds(),
                  e.note()));
    }
    return history;
  }

  @Test
  void writesCsvInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(twoEpochs().toCsv())
          .isEqualTo(
              """
              epoch,train_loss,validation_accuracy,validation_balanced_accuracy,validation_macro_precision,\
              validation_macro_f1,validation_matthews_correlation,validation_cohen_kappa,\
              validation_average_precision,validation_roc_auc,validation_loss,learning_rate,seconds,\
              data_wait_seconds,note
              1,0.75,,,,,,,,,,1.0E-4,12.5,0.25,
              2,0.5,0.875,,,,,,,,0.625,1.0E-4,11.0,0.0,"learning rate lowered, ""plateau\"""
              """);
    } finally {
      Locale.setDefault(before);
    }
  }

  private static History withMetrics(ImmutableMap<String, Double> validation) {
    return History.empty().with(new History.Epoch(1, 0.5, validation, 1e-4, 1, 0, ""));
  }

  @Test
  void hasColumnsOfItsTask() {
    History labels = withMetrics(ImmutableMap.of("exact_match", 0.5, "macro_f1", 0.25));
    History numbers = withMetrics(ImmutableMap.of("mae", 2.5));

    assertThat(labels.task()).isEqualTo(Task.MULTI_LABEL);
    assertThat(labels.toCsv())
        .startsWith(
            "epoch,train_loss,validation_exact_match,validation_hamming_loss,"
                + "validation_macro_recall,validation_macro_precision,validation_macro_f1,"
                + "validation_micro_recall,validation_micro_precision,validation_micro_f1,"
                + "validation_average_precision,validation_micro_average_precision,"
                + "validation_roc_auc,validation_loss,learning_rate,seconds,data_wait_seconds,note");
    assertThat(numbers.task()).isEqualTo(Task.REGRESSION);
    assertThat(numbers.toCsv())
        .isEqualTo(
            """
            epoch,train_loss,validation_mae,validation_rmse,validation_median_absolute_error,\
            validation_r2,validation_pearson_correlation,validation_loss,learning_rate,seconds,\
            data_wait_seconds,note
            1,0.5,2.5,,,,,,1.0E-4,1.0,0.0,
            """);
    assertThat(withMetrics(ImmutableMap.of("accuracy", 1.0, "loss", 0.1)).task())
        .isEqualTo(Task.CLASSIFICATION);
    assertThat(withMetrics(ImmutableMap.of("accuracy", 1.0, "mae", 0.1)).metrics())
        .isEqualTo(
            Metrics.OVERALL.stream()
                .filter(m -> m != Metrics.INTERVAL_COVERAGE)
                .map(ValidationMetric::of)
                .toList());
  }

  /** The sum of the losses, then the metrics of each output in the order of the network. */
  @Test
  void hasColumnsOfEachOfSeveralOutputs() {
    History history =
        withMetrics(
            ImmutableMap.of(
                "loss", 3.0, "size/mae", 2.5, "size/loss", 6.25, "a_b/loss", 0.5, "a_b/r2", 0.25));

    assertThat(history.toCsv())
        .isEqualTo(
            """
            epoch,train_loss,validation_loss,validation_size/mae,validation_size/rmse,\
            validation_size/median_absolute_error,validation_size/r2,\
            validation_size/pearson_correlation,validation_size/loss,validation_a_b/mae,\
            validation_a_b/rmse,validation_a_b/median_absolute_error,validation_a_b/r2,\
            validation_a_b/pearson_correlation,validation_a_b/loss,learning_rate,seconds,\
            data_wait_seconds,note
            1,0.5,3.0,2.5,,,,,6.25,,,,0.25,,0.5,1.0E-4,1.0,0.0,
            """);
    assertThat(History.parseCsv(history.toCsv())).isEqualTo(history);
    assertThat(history.primaryMetrics())
        .containsExactly(
            new ValidationMetric("size", Metrics.MAE), new ValidationMetric("a_b", Metrics.MAE));
    assertThat(history.task()).isEqualTo(Task.REGRESSION);
    History.Epoch epoch = history.epochs().get(0);
    assertThat(epoch.validationLoss()).hasValue(3);
    assertThat(epoch.validation(new ValidationMetric("a_b", Metrics.R2))).hasValue(0.25);
    assertThat(epoch.validation(new ValidationMetric("a_b", Metrics.MAE))).isEmpty();
    assertThat(history.best(Metric.of("validation_a_b/r2"))).contains(epoch);
  }

  /** Earlier versions had fewer metrics. */
  @Test
  void readsFileWithFewerMetrics() {
    History history =
        History.parseCsv(
            """
            epoch,train_loss,validation_accuracy,validation_loss,learning_rate,seconds,data_wait_seconds,note
            1,0.75,0.875,0.5,1.0E-4,12.5,0.25,
            """);

    assertThat(history.epochs())
        .containsExactly(
            new History.Epoch(
                1, 0.75, ImmutableMap.of("accuracy", 0.875, "loss", 0.5), 1e-4, 12.5, 0.25, ""));
  }

  @Test
  void readsWhatItWrote() {
    Path file = folder.resolve("history.csv");

    twoEpochs().writeCsv(file);

    assertThat(History.readCsv(file)).isEqualTo(twoEpochs());
  }

  @Test
  void acceptsLinesEndingWithCarriageReturnAndLineFeed() {
    assertThat(History.parseCsv(twoEpochs().toCsv().replace("\n", "\r\n").strip()))
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
    return new History.Epoch(number, trainLoss, ImmutableMap.of(), 1e-4, 1, 0, "");
  }

  private static History twoEpochs() {
    return History.of(
        List.of(
            new History.Epoch(1, 0.75, ImmutableMap.of(), 1e-4, 12.5, 0.25, ""),
            new History.Epoch(
                2,
                0.5,
                ImmutableMap.of("accuracy", 0.875, "loss", 0.625),
                1e-4,
                11,
                0,
                "learning rate lowered, \"plateau\"")));
  }
}
