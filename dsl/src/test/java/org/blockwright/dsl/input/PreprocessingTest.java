package org.blockwright.dsl.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessingTest {
  @Test
  void textNamesKnownModesAndListsThePartsOfOthers() {
    Preprocessing own =
        new Preprocessing(
            "bgr", Preprocessing.Order.BGR, 1 / 255.0, List.of(0.5), List.of(0.25, 0.3, 0.1));

    assertThat(Preprocessing.CAFFE.text()).isEqualTo("caffe");
    assertThat(own.text())
        .isEqualTo("name=bgr,order=BGR,scale=0.00392156862745098,mean=0.5,std=0.25:0.3:0.1");
    assertThat(Preprocessing.parse(own.text())).isEqualTo(own);
    for (Preprocessing known : Preprocessing.KNOWN) {
      assertThat(Preprocessing.parse(known.text())).isEqualTo(known);
    }
  }

  @Test
  void omittedPartsChangeNothing() {
    Preprocessing parsed = Preprocessing.parse("mean=127,std=128");

    assertThat(parsed.apply(0, 3, 255)).isEqualTo(1);
    assertThat(parsed.text()).isEqualTo("order=RGB,scale=1.0,mean=127.0,std=128.0");
    assertThat(parsed.isEquivalentTo(Preprocessing.parse(parsed.text()))).isTrue();
    assertThat(Preprocessing.parse("order=bgr").sourceChannel(0, 3)).isEqualTo(2);
  }

  @Test
  void equivalentPreprocessingsGiveTheSameValues() {
    assertThat(Preprocessing.parse("mean=127.5,std=127.5").isEquivalentTo(Preprocessing.TF))
        .isTrue();
    assertThat(
            Preprocessing.parse("mean=123.675:116.28:103.53,std=58.395:57.12:57.375")
                .isEquivalentTo(Preprocessing.TORCH))
        .isTrue();
    assertThat(
            Preprocessing.parse("mean=103.939:116.779:123.68").isEquivalentTo(Preprocessing.CAFFE))
        .isFalse();
    assertThat(Preprocessing.parse("mean=127,std=128").isEquivalentTo(Preprocessing.TF)).isFalse();
    assertThat(Preprocessing.parse("std=255").isEquivalentTo(Preprocessing.NONE)).isFalse();
  }

  @Test
  void arraysArePreprocessedLikeSingleValues() {
    Preprocessing own =
        new Preprocessing(
            "custom", Preprocessing.Order.RGB, 1 / 3.0, List.of(0.1), List.of(7.0, 0.3, 1.0));
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
