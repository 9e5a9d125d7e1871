package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.input.Preprocessing;
import org.junit.jupiter.api.Test;

/** Options that replace settings of a {@code run.yaml}, where all settings are set. */
class JobOptionsTest {
  private static final Job RUN =
      Job.defaults().with("model", "mobilenet").with("weights", "").with("preprocessing", "caffe");

  private final List<String> notices = new ArrayList<>();

  private Job apply(Job job, Map<Setting, Object> options) {
    return JobOptions.apply(job, options, notices::add);
  }

  @Test
  void repeatedRunKeepsItsPreprocessing() {
    assertThat(apply(RUN, Map.of())).isEqualTo(RUN);
    assertThat(apply(RUN, Map.of(Setting.MODEL, "mobilenet", Setting.EPOCHS, 3)))
        .isEqualTo(RUN.with("epochs", 3));
    assertThat(notices).isEmpty();
  }

  @Test
  void otherWeightsOrNetworkChooseItAnewWithNotice() {
    Job weights = apply(RUN, Map.of(Setting.WEIGHTS, "other.h5"));
    Job network = apply(RUN, Map.of(Setting.MODEL, "xception"));

    assertThat(weights.preprocessing()).isEmpty();
    assertThat(weights.weights()).isPresent();
    assertThat(network.preprocessing()).isEmpty();
    assertThat(notices)
        .containsExactly(
            "the preprocessing caffe of the job file is not used, since --weights replaces the weights that it is for; to keep it, add --preprocessing caffe",
            "the preprocessing caffe of the job file is not used, since --model replaces the model that it is for; to keep it, add --preprocessing caffe");
  }

  @Test
  void setPreprocessingIsUsed() {
    Job job = apply(RUN, Map.of(Setting.WEIGHTS, "other.h5", Setting.PREPROCESSING, "torch"));

    assertThat(job.preprocessing()).contains(Preprocessing.TORCH);
    assertThat(notices).isEmpty();
  }

  /** A job file without weights has the preprocessing for those that are given. */
  @Test
  void preprocessingOfFileWithoutWeightsIsForThoseOfTheOption() {
    Job file = Job.defaults().with("model", "mobilenet").with("preprocessing", "caffe");

    assertThat(apply(file, Map.of(Setting.WEIGHTS, "other.h5")).preprocessing())
        .contains(Preprocessing.CAFFE);
    assertThat(notices).isEmpty();
  }
}
