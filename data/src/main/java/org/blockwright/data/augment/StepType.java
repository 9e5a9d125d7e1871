package org.blockwright.data.augment;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The types of steps, in the order in which an augmentation applies them. A constant has the name
 * of its step, which is part of the random seed, and the syntax of its text form.
 */
public enum StepType {
  FLIP(
      "flip",
      StepSyntax.of(
              "flip=PROBABILITY or flip=PROBABILITY:PROBABILITY for columns and rows",
              "0.5:0",
              1,
              2,
              a -> new Flip(a.number(0), a.number(1, 0)))
          .withoutProbability()),
  ROTATE(
      "rotate",
      StepSyntax.of("rotate=DEGREES", "10", 1, 1, a -> new Rotate(a.number(0), a.probability()))),
  SHEAR(
      "shear",
      StepSyntax.of(
          "shear=DEGREES or shear=DEGREES:DEGREES for the x and y axis",
          "10:0",
          1,
          2,
          a -> new Shear(a.number(0), a.number(1, 0), a.probability()))),
  SCALE(
      "scale",
      StepSyntax.of(
          "scale=LOW:HIGH or scale=LOW:HIGH:separate",
          "0.85:1.15",
          2,
          2,
          a -> new Scale(a.number(0), a.number(1), a.hasKeyword("separate"), a.probability()),
          "separate")),
  TRANSLATE(
      "translate",
      StepSyntax.of(
          "translate=FRACTION or translate=FRACTION:FRACTION for height and width",
          "0.1",
          1,
          2,
          a -> new Translate(a.number(0), a.number(1, a.number(0)), a.probability()))),
  CROP(
      "crop",
      StepSyntax.of(
          "crop=LOW:HIGH",
          "0.67:1",
          2,
          2,
          a -> new Crop(a.number(0), a.number(1), a.probability()))),
  BRIGHTNESS(
      "brightness",
      StepSyntax.of(
          "brightness=LOW:HIGH",
          "0.9:1.1",
          2,
          2,
          a -> new Brightness(a.number(0), a.number(1), a.probability()))),
  CONTRAST(
      "contrast",
      StepSyntax.of(
          "contrast=LOW:HIGH",
          "0.9:1.1",
          2,
          2,
          a -> new Contrast(a.number(0), a.number(1), a.probability()))),
  COLOR_JITTER(
      "color-jitter",
      StepSyntax.of(
          "color-jitter=BRIGHTNESS:CONTRAST:SATURATION:HUE",
          "0.2:0.2:0.2:0.05",
          4,
          4,
          a ->
              new ColorJitter(
                  a.number(0), a.number(1), a.number(2), a.number(3), a.probability()))),
  BLUR(
      "blur",
      StepSyntax.of("blur=1 or blur=2", "1", 1, 1, a -> new Blur(a.integer(0), a.probability()))),
  NOISE(
      "noise",
      StepSyntax.of(
          "noise=STD or noise=STD:channel",
          "5",
          1,
          1,
          a -> new Noise(a.number(0), a.hasKeyword("channel"), a.probability()),
          "channel")),
  ERASE(
      "erase",
      StepSyntax.of(
          "erase=LOW:HIGH, erase=LOW:HIGH:mean or erase=LOW:HIGH:noise",
          "0.02:0.33",
          2,
          2,
          a ->
              new Erase(
                  a.number(0),
                  a.number(1),
                  Erase.Fill.of(a.keyword().orElse("black")),
                  a.probability()),
          "mean",
          "noise"));

  private final String id;
  private final StepSyntax syntax;

  StepType(String id, StepSyntax syntax) {
    this.id = id;
    this.syntax = syntax;
  }

  /** The name of the step in the text form and in random seeds. */
  public String id() {
    return id;
  }

  /** The text form with the default arguments, for example {@code rotate=10}. */
  public String defaultText() {
    return id + "=" + syntax.defaults();
  }

  /** The syntax of the text form for error messages, for example {@code rotate=DEGREES}. */
  public String usage() {
    return syntax.usage();
  }

  StepSyntax syntax() {
    return syntax;
  }

  /** The type with a name; empty if there is none. */
  public static Optional<StepType> of(String id) {
    return Arrays.stream(values()).filter(type -> type.id.equals(id)).findFirst();
  }

  /**
   * Writes the text form of a step.
   *
   * @param arguments numbers and keywords; empty keywords are omitted
   */
  String text(double probability, Object... arguments) {
    String all =
        Arrays.stream(arguments)
            .map(a -> a instanceof Double number ? Numbers.text(number) : a.toString())
            .filter(a -> !a.isEmpty())
            .collect(Collectors.joining(":"));
    String suffix = probability == Step.DEFAULT_PROBABILITY ? "" : "@" + Numbers.text(probability);
    return id + "=" + all + suffix;
  }
}
