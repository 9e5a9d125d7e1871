package org.blockwright.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationParserTest {

  @Test
  void parsesStepsInFixedOrder() {
    assertThat(
            Augmentation.parse(
                "noise=5, flip,rotate=10,translate=0.1,brightness=0.9:1.1@0.3,crop=0.8:1"))
        .isEqualTo(
            Augmentation.of(
                Flip.leftRight(),
                Rotate.upTo(10),
                Translate.upTo(0.1),
                Crop.between(0.8, 1),
                new Brightness(0.9, 1.1, 0.3),
                Noise.of(5)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rotate | rotate=10",
        "shear=15 | shear=15:0",
        "shear=15:5@1 | shear=15:5@1",
        "color-jitter | color-jitter=0.2:0.2:0.2:0.05",
        "flip=0.3 | flip=0.3:0",
        "flip | flip=0.5:0",
        "scale | scale=0.85:1.15",
        "crop | crop=0.67:1",
        "contrast | contrast=0.9:1.1",
        "erase | erase=0.02:0.33",
        "blur=2 | blur=2",
        "noise=5:channel@1 | noise=5:channel@1",
        "erase=0.1:0.2:mean | erase=0.1:0.2:mean",
        "scale=0.5:2:separate@0.25,fill=edge | scale=0.5:2:separate@0.25,fill=edge",
        "rotate=5,fill=127.5 | rotate=5,fill=127.5",
        "translate=0.2,fill=reflect | translate=0.2,fill=reflect",
        "translate=0.2:0.3 | translate=0.2:0.3"
      })
  void printedTextParsesBack(String text, String printed) {
    Augmentation read = Augmentation.parse(text);

    assertThat(read).hasToString(printed);
    assertThat(Augmentation.parse(read.toString())).isEqualTo(read);
  }

  @Test
  void emptyTextHasNoSteps() {
    assertThat(Augmentation.parse("").isEmpty()).isTrue();
    assertThat(Augmentation.none()).hasToString("");
  }

  @Test
  void suggestsNearestStepName() {
    assertThatThrownBy(() -> Augmentation.parse("flip,rotat=10"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"rotat\" is not a known augmentation step. Did you mean \"rotate\"? Known: flip,"
                + " rotate, shear, scale, translate, crop, brightness, contrast, color-jitter, blur,"
                + " noise, erase, fill.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "brightness=0.9",
        "brightness=0.9:1.1:2",
        "brightness=a:b",
        "brightness=0.9:1.1@often",
        "brightness=",
        "brightness=0.9:1.1:dark"
      })
  void showsUsageForInvalidSyntax(String text) {
    assertThatThrownBy(() -> Augmentation.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\""
                + text
                + "\" is not a valid augmentation step;"
                + " write brightness=LOW:HIGH, with @PROBABILITY if it is not 0.5.");
  }

  @Test
  void rejectsProbabilitySuffixForFlip() {
    assertThatThrownBy(() -> Augmentation.parse("flip@0.3"))
        .hasMessage(
            "\"flip@0.3\" is not a valid augmentation step; write flip=PROBABILITY or"
                + " flip=PROBABILITY:PROBABILITY for columns and rows.");
  }

  @Test
  void rejectsDuplicateStep() {
    assertThatThrownBy(() -> Augmentation.parse("flip,rotate=5,rotate=10"))
        .isInstanceOf(UsageException.class)
        .hasMessage("The augmentation step \"rotate\" is given twice; give it once.");
  }

  @Test
  void rejectsNumberOutOfRange() {
    assertThatThrownBy(() -> Augmentation.parse("rotate=190"))
        .isInstanceOf(UsageException.class)
        .hasMessage("rotate: degrees must be in [0, 180], got 190.");
    assertThatThrownBy(() -> Augmentation.parse("rotate=NaN")).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> Augmentation.parse("blur=1.5"))
        .hasMessage(
            "\"blur=1.5\" is not a valid augmentation step; write blur=1 or blur=2, with"
                + " @PROBABILITY if it is not 0.5.");
    assertThatThrownBy(() -> Augmentation.parse("rotate=10@2"))
        .hasMessage("rotate: the probability must be in [0, 1], got 2.");
    assertThatThrownBy(() -> Augmentation.parse("color-jitter=0:0:0:0.6"))
        .hasMessage("color-jitter: the hue must be in [0, 0.5], got 0.6.");
  }

  @Test
  void rejectsLowAboveHigh() {
    assertThatThrownBy(() -> Augmentation.parse("crop=0.9:0.5"))
        .isInstanceOf(UsageException.class)
        .hasMessage("crop: low must not be above high, got low=0.9, high=0.5.");
  }
}
