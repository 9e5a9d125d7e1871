package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;

class HistoryProblemsTest {
  private static final String HEADER =
      "epoch,train_loss,validation_accuracy,validation_balanced_accuracy,validation_macro_precision,validation_macro_f1,validation_matthews_correlation,validation_cohen_kappa,validation_average_precision,validation_roc_auc,validation_loss,learning_rate,seconds,data_wait_seconds,note";
  private static final History.Epoch EPOCH =
      new History.Epoch(3, 1, ImmutableMap.of(), 1, 1, 1, "");

  @Test
  void rejectsUnknownMetric() {
    assertThatThrownBy(() -> EPOCH.value("validation_los"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"validation_los\" is not a known metric of a history. Did you mean"
                + " \"validation_loss\"? Metrics: train_loss, validation_accuracy,"
                + " validation_balanced_accuracy, validation_exact_match, validation_hamming_loss,"
                + " validation_macro_recall, validation_macro_precision, validation_macro_f1,"
                + " validation_micro_recall, validation_micro_precision, validation_micro_f1,"
                + " validation_matthews_correlation, validation_cohen_kappa,"
                + " validation_average_precision, validation_micro_average_precision,"
                + " validation_roc_auc, validation_mae, validation_rmse,"
                + " validation_median_absolute_error, validation_r2,"
                + " validation_pearson_correlation, validation_interval_coverage,"
                + " validation_loss.");
  }

  /** A misspelled output must not look like a metric without a value. */
  @Test
  void rejectsUnknownOutput() {
    History.Epoch epoch =
        new History.Epoch(1, 1, ImmutableMap.of("loss", 3.0, "age/mae", 2.0), 1, 1, 1, "");

    assertThat(epoch.value("validation_age/mae")).hasValue(2);
    assertThatThrownBy(() -> epoch.value("validation_ages/mae"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "\"validation_ages/mae\" is not a known metric of a history. Did you mean"
                + " \"validation_age/mae\"? Metrics: train_loss, validation_accuracy,")
        .hasMessageEndingWith(", validation_loss, validation_age/mae.");
  }

  @Test
  void rejectsUnknownValidationMetric() {
    assertThatThrownBy(() -> new History.Epoch(1, 1, ImmutableMap.of("acuracy", 1.0), 1, 1, 1, ""))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("\"acuracy\" is not a known metric.");
    for (String key : List.of("age/acuracy", "/accuracy")) {
      assertThatThrownBy(() -> new History.Epoch(1, 1, ImmutableMap.of(key, 1.0), 1, 1, 1, ""))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("\" is not a known metric.");
    }
  }

  @Test
  void rejectsEpochNumbersThatDoNotIncrease() {
    assertThatThrownBy(() -> History.of(List.of(EPOCH, EPOCH)))
        .isInstanceOf(UsageException.class)
        .hasMessage("Epoch 3 cannot follow epoch 3 in a history. Epoch numbers must increase.");
  }

  @Test
  void rejectsOtherHeader() {
    assertThatThrownBy(() -> History.parseCsv("epoch,loss\n1,2\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "history.csv: the first line must be"
                + " \"epoch,train_loss,METRIC,learning_rate,seconds,data_wait_seconds,note\", where"
                + " METRIC is any number of metrics with the prefix validation_, got"
                + " \"epoch,loss\". Pass a history.csv written by Blockwright.");
    assertThatThrownBy(() -> History.parseCsv(HEADER.replace("_roc_auc", "_loss") + "\n"))
        .isInstanceOf(DataException.class);
  }

  @Test
  void rejectsWrongNumberOfFields() {
    assertThatThrownBy(() -> History.parseCsv(HEADER + "\n1,2\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "history.csv:2: the row has 2 fields, expected 15. Correct the row, or train again.");
  }

  @Test
  void rejectsTextInNumberColumn() {
    assertThatThrownBy(() -> History.parseCsv(HEADER + "\n1,\"0,5\",,,,,,,,,,1,1,1,\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "history.csv:2: column \"train_loss\" is \"0,5\", expected a number with a decimal"
                + " point. Correct the row, or train again.");
  }

  @Test
  void rejectsUnclosedQuote() {
    assertThatThrownBy(() -> History.parseCsv(HEADER + "\n1,1,,,,,,,,,,1,1,1,\"a\n"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("history.csv:2: invalid CSV: a quote is not closed");
  }
}
