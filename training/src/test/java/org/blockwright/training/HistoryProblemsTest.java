package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;

class HistoryProblemsTest {
  private static final String HEADER =
      "epoch,train_loss,validation_loss,validation_accuracy,learning_rate,seconds,data_wait_seconds,note\n";
  private static final History.Epoch EPOCH =
      new History.Epoch(3, 1, OptionalDouble.empty(), OptionalDouble.empty(), 1, 1, 1, "");

  @Test
  void rejectsUnknownMetric() {
    assertThatThrownBy(() -> EPOCH.value("validation_los"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"validation_los\" is not a known metric of a history. Did you mean \"validation_loss\"? Metrics: train_loss, validation_loss, validation_accuracy.");
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
            "history.csv: the first line must be \"epoch,train_loss,validation_loss,validation_accuracy,learning_rate,seconds,data_wait_seconds,note\", got \"epoch,loss\". Pass a history.csv written by this version of Blockwright.");
  }

  @Test
  void rejectsWrongNumberOfFields() {
    assertThatThrownBy(() -> History.parseCsv(HEADER + "1,2\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "history.csv: row 2 has 2 fields, expected 8. Correct the row, or train again.");
  }

  @Test
  void rejectsTextInNumberColumn() {
    assertThatThrownBy(() -> History.parseCsv(HEADER + "1,\"0,5\",,,1,1,1,\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "history.csv: row 2, column \"train_loss\" is \"0,5\", expected a number with a decimal point. Correct the row, or train again.");
  }

  @Test
  void rejectsUnclosedQuote() {
    assertThatThrownBy(() -> History.parseCsv(HEADER + "1,1,,,1,1,1,\"a\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "history.csv: row 2 has a quote that is not closed. Correct the row, or train again.");
  }
}
