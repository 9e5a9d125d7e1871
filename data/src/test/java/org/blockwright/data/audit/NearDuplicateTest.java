package org.blockwright.data.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.blockwright.base.SharedData;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.junit.jupiter.api.Test;

/** Pairs of images that were judged by eye; figures of a reference implementation in Python. */
class NearDuplicateTest {

  private static Image image(String path) {
    return Decoder.decode(SharedData.path("data/" + path));
  }

  private static void assertPair(String first, String second, int distance, double correlation) {
    Image one = image(first);
    Image other = image(second);

    assertThat(PerceptualHash.distance(PerceptualHash.of(one), PerceptualHash.of(other)))
        .isEqualTo(distance);
    assertThat(FineDetail.of(one).correlation(FineDetail.of(other)))
        .isCloseTo(correlation, within(0.01));
  }

  @Test
  void hashIsThatOfTheReference() {
    assertThat(PerceptualHash.of(image("xray/normal/00002658_001.jpg")))
        .isEqualTo(0x8178075a796f7532L);
  }

  @Test
  void resizedImageIsADuplicate() {
    String figures = "covidx-sources/figure1/images/";

    assertPair(figures + "COVID-00033.jpg", figures + "COVID-00037.jpg", 0, 0.999);
    assertPair(
        figures + "COVID-00022.jpg",
        "xray/covid-19/9C34AF49-E589-44D5-92D3-168B3B04E4A6.jpg",
        2,
        0.969);
  }

  @Test
  void imagesThatLookAlikeAreNoDuplicates() {
    Image one = image("xray/normal/00001568_001.jpg");
    Image other = image("xray/normal/00001568_004.jpg");

    assertThat(PerceptualHash.distance(PerceptualHash.of(one), PerceptualHash.of(other)))
        .isEqualTo(6);
    assertThat(FineDetail.of(one).correlation(FineDetail.of(other))).isCloseTo(0.71, within(0.01));
  }

  @Test
  void cropsAreNotFound() {
    Image whole = image("covidx-sources/figure1/images/COVID-00001.jpg");
    Image crop = image("xray/covid-19/figure1-5e73d7ae897e27ff066a30cb-98.jpg");

    // 26 in the reference, whose decoder of JPEG files is another one.
    assertThat(PerceptualHash.distance(PerceptualHash.of(whole), PerceptualHash.of(crop)))
        .isBetween(20, 32);
    assertThat(FineDetail.of(whole).correlation(FineDetail.of(crop))).isCloseTo(0.06, within(0.02));
  }

  @Test
  void tinyAndWideImagesHaveHashAndCues() {
    for (String file : new String[] {"odd/one-pixel.png", "odd/wide-4000x20.png"}) {
      Image image = image(file);

      assertThat(FineDetail.of(image).correlation(FineDetail.of(image))).isBetween(0.0, 1.000001);
      assertThat(CueCalculator.of(image, 100)).doesNotContain(Double.NaN);
    }
  }
}
