package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.HeadOutput;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.inference.metrics.Metrics;
import org.junit.jupiter.api.Test;

class ValidationMetricTest {
  private static final ValidationMetric AGE = new ValidationMetric("age", Metrics.MAE);
  private static final List<Output> ONE = TinyTraining.NETWORK.outputs();
  private static final List<Output> SEVERAL =
      Heads.globalAverage()
          .outputs(
              HeadOutput.of("sex", Task.BINARY, "f", "m"),
              HeadOutput.of("age", Task.REGRESSION, "age [years]"))
          .applyTo(TinyTraining.NETWORK)
          .outputs();

  @Test
  void keysAndNamesOfOneOfSeveralOutputsContainItsName() {
    assertThat(AGE.key()).isEqualTo("age/mae");
    assertThat(AGE.name()).isEqualTo("validation_age/mae");
    assertThat(AGE.title()).isEqualTo("age MAE");
    assertThat(ValidationMetric.of(Metrics.MAE).name()).isEqualTo("validation_mae");
    for (ValidationMetric metric : List.of(AGE, ValidationMetric.of(Metrics.MAE))) {
      assertThat(ValidationMetric.ofKey(metric.key())).isEqualTo(metric);
      assertThat(ValidationMetric.named(metric.name())).contains(metric);
      assertThat(ValidationMetric.monitored(metric.key())).contains(metric);
    }
  }

  @Test
  void metricsWithoutValidationCannotBeMonitored() {
    for (String key : List.of("age/interval_coverage", "interval_coverage", "/mae", "age/", "x")) {
      assertThat(ValidationMetric.monitored(key)).as(key).isEmpty();
    }
    assertThat(ValidationMetric.named("mae")).isEmpty();
  }

  @Test
  void metricsApplyToTheTaskOfTheirOutput() {
    AGE.requireFits(SEVERAL);
    new ValidationMetric("sex", Metrics.ROC_AUC).requireFits(SEVERAL);
    ValidationMetric.of(Metrics.LOSS).requireFits(SEVERAL);
    ValidationMetric.of(Metrics.ACCURACY).requireFits(ONE);
    assertFails(
        ValidationMetric.of(Metrics.MAE),
        SEVERAL,
        "\"mae\" is a metric of one output, but the network has several: sex, age. Use loss, the weighted sum of their losses, or a metric of one of them, such as sex/accuracy.");
    assertFails(
        new ValidationMetric("ages", Metrics.MAE),
        SEVERAL,
        "\"ages/mae\" is a metric of an output \"ages\", which the network does not have. Did you mean \"age\"? Outputs: sex, age.");
    assertFails(
        AGE,
        ONE,
        "\"age/mae\" is a metric of one of several outputs, but the network has a single one. Use mae.");
    assertThatThrownBy(() -> new ValidationMetric("age", Metrics.ACCURACY).requireFits(SEVERAL))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "\"accuracy\" is a metric of classification, binary, not of regression.");
  }

  private static void assertFails(ValidationMetric metric, List<Output> outputs, String message) {
    assertThatThrownBy(() -> metric.requireFits(outputs))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }
}
