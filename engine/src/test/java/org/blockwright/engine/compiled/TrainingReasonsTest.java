package org.blockwright.engine.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The graphs with these reasons are in CompiledTrainingTest. */
class TrainingReasonsTest {
  @Test
  void describesSetting() {
    Map<UnsupportedException, String> messages =
        Map.of(
            TrainingReasons.dropout("GaussianDropout(rate=0.5)"),
            "the dropout GaussianDropout(rate=0.5)",
            TrainingReasons.dropoutOfInput(),
            "dropout in a layer that is no DropoutLayer",
            TrainingReasons.outputWithoutLoss(),
            "an output that is no OutputLayer or LossLayer",
            TrainingReasons.frozenOutput(),
            "a frozen output",
            TrainingReasons.usedOutput(),
            "an output that is the input of another layer",
            TrainingReasons.frozenAfterTrained(),
            "a frozen layer after trained layers that stops the gradient",
            TrainingReasons.maximumOfMany(),
            "the gradient of a maximum of more than two inputs");
    messages.forEach((reason, message) -> assertThat(reason).hasMessage(message));
  }
}
