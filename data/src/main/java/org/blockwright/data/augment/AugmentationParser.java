package org.blockwright.data.augment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The text form of an augmentation: words with numbers, {@code name=a:b@probability}, at commas.
 */
final class AugmentationParser {
  private AugmentationParser() {}

  /** What stands behind a word. */
  private record Arguments(List<Double> numbers, Optional<String> keyword, double probability) {
    double number(int index) {
      return numbers.get(index);
    }

    boolean hasKeyword(String other) {
      return keyword.filter(other::equals).isPresent();
    }
  }

  @FunctionalInterface
  private interface StepFactory {
    Step create(Arguments given);
  }

  /**
   * A word's form.
   *
   * @param least the fewest numbers; with none given the defaults are taken
   * @param keywords which words may follow the numbers
   */
  private record StepSyntax(
      String usage,
      List<Double> defaults,
      ImmutableList<String> keywords,
      boolean allowsProbability,
      StepFactory factory) {}

  private static StepSyntax syntax(
      String usage, List<Double> defaults, StepFactory make, String... words) {
    return new StepSyntax(usage, defaults, ImmutableList.copyOf(words), true, make);
  }

  private static final ImmutableMap<String, StepSyntax> SYNTAXES =
      ImmutableMap.<String, StepSyntax>builder()
          .put(
              "flip",
              new StepSyntax(
                  "flip, or flip=PROBABILITY:PROBABILITY for columns and rows",
                  List.of(0.5, 0.0),
                  ImmutableList.of(),
                  false,
                  g -> new Flip(g.number(0), g.number(1))))
          .put(
              "rotate",
              syntax(
                  "rotate=DEGREES", List.of(10.0), g -> new Rotate(g.number(0), g.probability())))
          .put(
              "scale",
              syntax(
                  "scale=LOW:HIGH or scale=LOW:HIGH:separate",
                  List.of(0.85, 1.15),
                  g ->
                      new Scale(
                          g.number(0), g.number(1), g.hasKeyword("separate"), g.probability()),
                  "separate"))
          .put(
              "translate",
              syntax(
                  "translate=FRACTION",
                  List.of(0.1),
                  g -> new Translate(g.number(0), g.probability())))
          .put(
              "crop",
              syntax(
                  "crop=LOW:HIGH",
                  List.of(0.67, 1.0),
                  g -> new Crop(g.number(0), g.number(1), g.probability())))
          .put(
              "brightness",
              syntax(
                  "brightness=LOW:HIGH",
                  List.of(0.9, 1.1),
                  g -> new Brightness(g.number(0), g.number(1), g.probability())))
          .put(
              "contrast",
              syntax(
                  "contrast=LOW:HIGH",
                  List.of(0.9, 1.1),
                  g -> new Contrast(g.number(0), g.number(1), g.probability())))
          .put("blur", syntax("blur=1 or blur=2", List.of(1.0), AugmentationParser::blur))
          .put(
              "noise",
              syntax(
                  "noise=SIGMA or noise=SIGMA:channel",
                  List.of(5.0),
                  g -> new Noise(g.number(0), g.hasKeyword("channel"), g.probability()),
                  "channel"))
          .put(
              "erase",
              syntax(
                  "erase=LOW:HIGH, erase=LOW:HIGH:mean or erase=LOW:HIGH:noise",
                  List.of(0.02, 0.33),
                  g ->
                      new Erase(
                          g.number(0),
                          g.number(1),
                          Erase.Replacement.valueOf(
                              g.keyword().orElse("black").toUpperCase(Locale.ROOT)),
                          g.probability()),
                  "mean",
                  "noise"))
          .buildOrThrow();

  private static final String FILL_USAGE = "fill=NUMBER, fill=edge or fill=reflect";

  static Augmentation parse(String text) {
    List<Step> steps = new ArrayList<>();
    Fill fill = Fill.BLACK;
    for (String item : text.isBlank() ? new String[0] : text.split(",", -1)) {
      String trimmed = item.trim();
      if (trimmed.equals("fill") || trimmed.startsWith("fill=")) {
        fill = fill(trimmed);
      } else {
        steps.add(step(trimmed));
      }
    }
    return new Augmentation(ImmutableList.copyOf(steps), fill);
  }

  private static Fill fill(String item) {
    String value = item.substring(item.indexOf('=') + 1);
    return switch (value) {
      case "edge" -> Fill.EDGE;
      case "reflect" -> Fill.REFLECT;
      default -> Fill.constant(number(value, item, FILL_USAGE));
    };
  }

  private static Step step(String item) {
    int at = item.indexOf('@');
    String body = at < 0 ? item : item.substring(0, at);
    int equals = body.indexOf('=');
    String name = (equals < 0 ? body : body.substring(0, equals)).trim();
    StepSyntax form = SYNTAXES.get(name);
    if (form == null) {
      List<String> known = new ArrayList<>(SYNTAXES.keySet());
      known.add("fill");
      throw AugmentProblems.unknown(name, known);
    }
    String usage =
        form.usage() + (form.allowsProbability() ? ", with @PROBABILITY where it is not 0.5" : "");
    if (at >= 0 && !form.allowsProbability()) {
      throw AugmentProblems.invalidSyntax(item, usage);
    }
    double probability = at < 0 ? 0.5 : number(item.substring(at + 1), item, usage);
    List<Double> numbers = new ArrayList<>();
    Optional<String> word = Optional.empty();
    if (equals >= 0) {
      for (String part : body.substring(equals + 1).split(":", -1)) {
        if (word.isEmpty()
            && numbers.size() == form.defaults().size()
            && form.keywords().contains(part.trim())) {
          word = Optional.of(part.trim());
        } else if (word.isEmpty()) {
          numbers.add(number(part, item, usage));
        } else {
          throw AugmentProblems.invalidSyntax(item, usage);
        }
      }
    }
    boolean bare = equals < 0;
    boolean flipColumns = name.equals("flip") && numbers.size() == 1;
    if (flipColumns) {
      numbers.add(0.0);
    }
    if (!bare && numbers.size() != form.defaults().size()) {
      throw AugmentProblems.invalidSyntax(item, usage);
    }
    return form.factory()
        .create(new Arguments(bare ? form.defaults() : numbers, word, probability));
  }

  private static Step blur(Arguments given) {
    double radius = given.number(0);
    if (radius != 1 && radius != 2) {
      throw AugmentProblems.invalidSyntax(
          "blur=" + Numbers.text(radius), SYNTAXES.get("blur").usage());
    }
    return new Blur((int) radius, given.probability());
  }

  private static double number(String text, String item, String usage) {
    try {
      return Double.parseDouble(text.trim());
    } catch (NumberFormatException e) {
      throw AugmentProblems.invalidSyntax(item, usage);
    }
  }
}
