package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;

class HistoryProblemsTest {
  private static final String HEADER =
      "epoch,train_loss,validation_loss,validation_accuracy,rate,seconds,seconds_waiting,note\n";
  private static final History.Epoch EPOCH =
      new History.Epoch(3, 1, OptionalDouble.empty(), OptionalDouble.empty(), 1, 1, 1, "");

  @Test
  void unknownMetric() {
    assertThatThrownBy(() -> EPOCH.value("validation_los"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "No figure \"validation_los\" in a history. Did you mean \"validation_loss\"? Figures: train_loss, validation_loss, validation_accuracy.");
  }

  @Test
  void notRising() {
    assertThatThrownBy(() -> History.of(List.of(EPOCH, EPOCH)))
        .isInstanceOf(UsageException.class)
        .hasMessage("Epoch 3 cannot follow epoch 3 in a history. Number epochs in rising order.");
  }

  @Test
  void wrongHeader() {
    assertThatThrownBy(() -> History.parseCsv("epoch,loss\n1,2\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "history.csv: the first line must be \"epoch,train_loss,validation_loss,validation_accuracy,rate,seconds,seconds_waiting,note\", got \"epoch,loss\". Give a history.csv that a run has written.");
  }

  @Test
  void wrongFieldCount() {
    assertThatThrownBy(() -> History.parseCsv(HEADER + "1,2\n"))
        .isInstanceOf(DataException.class)
        .hasMessage("history.csv: row 2 has 2 fields, expected 8. Mend the row or train anew.");
  }

  @Test
  void notANumber() {
    assertThatThrownBy(() -> History.parseCsv(HEADER + "1,\"0,5\",,,1,1,1,\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "history.csv: row 2, column \"train_loss\" is \"0,5\", expected a number with a decimal point. Mend the row or train anew.");
  }

  @Test
  void openQuote() {
    assertThatThrownBy(() -> History.parseCsv(HEADER + "1,1,,,1,1,1,\"a\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "history.csv: row 2 has a quote that is not closed. Mend the row or train anew.");
  }
}
