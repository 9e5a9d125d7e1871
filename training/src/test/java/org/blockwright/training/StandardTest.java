package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.training.TinyTraining.NETWORK;
import static org.blockwright.training.TinyTraining.READER;
import static org.blockwright.training.TinyTraining.trainer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.Rates;
import org.blockwright.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new dense layer behind kept features learns on standardised ones. */
class StandardTest {
  private static final Rates FROZEN = Rates.none().freeze("a").freeze("b");

  @TempDir Path folder;
  private Dataset all;

  @BeforeEach
  void writePictures() {
    all = TinyPictures.write(folder, 20);
  }

  /** A model whose features are so many times larger: relu keeps factors, and gamma is one. */
  private static Model scaled(float factor) {
    Model model = Model.initialized(NETWORK, 1);
    float[] gamma = new float[6];
    Arrays.fill(gamma, factor);
    model.put("b_bn", "gamma", gamma, List.of(6));
    return model;
  }

  private Run train(Model model, Set<String> fresh) {
    return trainer()
        .rates(FROZEN)
        .fresh(fresh)
        .train(model, TinyPictures.train(all), Optional.of(TinyPictures.validation(all)), READER);
  }

  private static double loss(Run run, int epoch) {
    return run.history().epochs().get(epoch - 1).validationLoss().orElseThrow();
  }

  @Test
  void theScaleOfTheFeaturesDoesNotMatter() {
    try (Model small = scaled(1);
        Model large = scaled(1000)) {
      Run one = train(small, Set.of("fc"));
      Run other = train(large, Set.of("fc"));

      for (int epoch = 1; epoch <= one.history().epochs().size(); epoch++) {
        assertThat(loss(other, epoch)).isCloseTo(loss(one, epoch), within(1e-3));
      }
    }
  }

  @Test
  void theModelGivesOnPlainPicturesWhatWasMeasuredWhileItLearnt() {
    try (Model model = scaled(100)) {
      Run run = train(model, Set.of("fc"));

      double measured =
          Evaluation.of(model, TinyPictures.validation(all), READER, 8, 2, 1, Progress.silent())
              .measurements()
              .loss()
              .orElseThrow();
      assertThat(measured).isCloseTo(loss(run, run.bestEpoch()), within(1e-4));
    }
  }

  @Test
  void aLayerThatHasLearntAlreadyIsTrainedAsItIs() {
    try (Model plain = scaled(1);
        Model other = scaled(1)) {
      Run one = train(plain, Set.of());
      Run two = train(other, Set.of("dense"));

      assertThat(loss(two, 1)).isEqualTo(loss(one, 1));
      assertThat(other.get("fc", "kernel")).isEqualTo(plain.get("fc", "kernel"));
    }
  }
}
