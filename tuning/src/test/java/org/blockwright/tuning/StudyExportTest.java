package org.blockwright.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import org.junit.jupiter.api.Test;

class StudyExportTest {
  private static final StudyResult STUDY =
      new StudyResult(
          Metric.maximize("accuracy"),
          Space.of(new IntegerParameter("width", 1, 100), RealParameter.logUniform("lr", 1e-5, 1)),
          "random",
          42,
          ImmutableList.of(
              new TrialResult.Done(
                  1,
                  Values.of(ImmutableMap.of("width", 96, "lr", 0.001234567891)),
                  0.75,
                  ImmutableMap.of("f1", 0.5),
                  ImmutableSortedMap.of(),
                  12.34),
              new TrialResult.Failed(
                  2,
                  Values.of(ImmutableMap.of("width", 8, "lr", 0.5)),
                  "loss became NaN at \"epoch 2\", batch 14.",
                  "org.blockwright.base.TrainingException",
                  "trace",
                  ImmutableMap.of(),
                  ImmutableSortedMap.of(),
                  1.0),
              new TrialResult.Done(
                  3,
                  Values.of(ImmutableMap.of("width", 16, "lr", 1e-5, "extra", "yes")),
                  0.875,
                  ImmutableMap.of(),
                  ImmutableSortedMap.of(),
                  2.0)),
          false);

  @Test
  void tableHasBestTrialFirstAndFailuresLast() {
    assertThat(STUDY.table())
        .isEqualTo(
            """
            trial  accuracy  width  lr          extra   f1  seconds
                3  0.875        16  1.0E-5      yes             2.0
                1  0.75         96  0.00123457         0.5     12.3
                2  failed        8  0.5                         1.0
            Trial 2 {width=8, lr=0.5} failed: loss became NaN at "epoch 2", batch 14.
            """);
  }

  @Test
  void csvHasRowPerTrialInFullPrecision() {
    assertThat(STUDY.csv())
        .isEqualTo(
            """
            number,state,objective,params.width,params.lr,params.extra,metrics.f1,seconds,failure
            1,done,0.75,96,0.001234567891,,0.5,12.34,
            2,failed,,8,0.5,,,1.0,"loss became NaN at ""epoch 2"", batch 14."
            3,done,0.875,16,1.0E-5,yes,,2.0,
            """);
  }

  @Test
  void jsonHasAllFields() throws IOException {
    JsonNode json = new ObjectMapper().readTree(STUDY.json());

    assertThat(json.at("/metric").asText()).isEqualTo("accuracy");
    assertThat(json.at("/direction").asText()).isEqualTo("maximize");
    assertThat(json.at("/sampler").asText()).isEqualTo("random");
    assertThat(json.at("/seed").asLong()).isEqualTo(42);
    assertThat(json.at("/stopped").asBoolean(true)).isFalse();
    assertThat(json.at("/space/width/integer/1").asInt()).isEqualTo(100);
    assertThat(json.at("/space/lr/log").asBoolean()).isTrue();
    assertThat(json.at("/trials/0/params/lr").asDouble()).isEqualTo(0.001234567891);
    assertThat(json.at("/trials/0/metrics/f1").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/trials/1/state").asText()).isEqualTo("failed");
    assertThat(json.at("/trials/1/objective").isMissingNode()).isTrue();
    assertThat(json.at("/trials/1/failure/message").asText()).startsWith("loss became NaN");
    assertThat(json.at("/trials/2/objective").asDouble()).isEqualTo(0.875);
  }

  @Test
  void spaceInJsonCanBeParsed() throws IOException {
    JsonNode space = new ObjectMapper().readTree(STUDY.json()).get("space");

    assertThat(SpaceFormat.parse("s.json", space.toString()).space()).isEqualTo(STUDY.space());
  }

  @Test
  void recordsMetricsAndSecondsOfTrials() {
    StudyResult result =
        Study.of(
                Space.of(new IntegerParameter("a", 1, 2)),
                ArbiterSamplers.grid(2),
                Metric.minimize("loss"))
            .run(
                t -> {
                  t.recordMetric("f1", t.number() / 4.0);
                  if (t.number() == 1) {
                    throw new IllegalStateException("late");
                  }
                  return 1;
                });

    assertThat(result.trials()).extracting(t -> t.metrics().get("f1")).containsExactly(0.0, 0.25);
    assertThat(result.trials()).allSatisfy(t -> assertThat(t.seconds()).isBetween(0.0, 60.0));
  }
}
