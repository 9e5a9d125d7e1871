package org.blockwright.dsl.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

  @Test
  void arraysArePreprocessedLikeSingleValues() {
    Preprocessing own =
        new Preprocessing(
            "own", Preprocessing.Order.RGB, 1 / 3.0, List.of(0.1), List.of(7.0, 0.3, 1.0));
    float[] values = {0, 0.1f, 17.25f, 127.5f, 254.99f, 255};
    for (Preprocessing preprocessing :
        List.of(
            Preprocessing.TF, Preprocessing.CAFFE, Preprocessing.TORCH, Preprocessing.NONE, own)) {
      for (int channels : new int[] {1, 3}) {
        for (int channel = 0; channel < channels; channel++) {
          float[] array = values.clone();
          preprocessing.apply(channel, channels, array);
          for (int i = 0; i < values.length; i++) {
            assertThat(array[i]).isEqualTo(preprocessing.apply(channel, channels, values[i]));
          }
        }
      }
    }
  }
}
