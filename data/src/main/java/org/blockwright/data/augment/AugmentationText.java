package org.blockwright.data.augment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The text form of an augmentation: words with numbers, {@code name=a:b@chance}, at commas. */
final class AugmentationText {
  private AugmentationText() {}

  /** What stands behind a word. */
  private record Given(List<Double> numbers, Optional<String> word, double chance) {
    double number(int index) {
      return numbers.get(index);
    }

    boolean said(String other) {
      return word.filter(other::equals).isPresent();
    }
  }

  @FunctionalInterface
  private interface Maker {
    Step make(Given given);
  }

  /**
   * A word's form.
   *
   * @param least the fewest numbers; with none given the defaults are taken
   * @param words which words may follow the numbers
   */
  private record Form(
      String usage,
      List<Double> defaults,
      ImmutableList<String> words,
      boolean chance,
      Maker make) {}

  private static Form form(String usage, List<Double> defaults, Maker make, String... words) {
    return new Form(usage, defaults, ImmutableList.copyOf(words), true, make);
  }

  private static final ImmutableMap<String, Form> FORMS =
      ImmutableMap.<String, Form>builder()
          .put(
              "flip",
              new Form(
                  "flip, or flip=CHANCE:CHANCE for columns and rows",
                  List.of(0.5, 0.0),
                  ImmutableList.of(),
                  false,
                  g -> new Flip(g.number(0), g.number(1))))
          .put(
              "rotate",
              form("rotate=DEGREES", List.of(10.0), g -> new Rotate(g.number(0), g.chance())))
          .put(
              "scale",
              form(
                  "scale=LOW:HIGH or scale=LOW:HIGH:separate",
                  List.of(0.85, 1.15),
                  g -> new Scale(g.number(0), g.number(1), g.said("separate"), g.chance()),
                  "separate"))
          .put(
              "translate",
              form("translate=SHARE", List.of(0.1), g -> new Translate(g.number(0), g.chance())))
          .put(
              "crop",
              form(
                  "crop=LOW:HIGH",
                  List.of(0.67, 1.0),
                  g -> new Crop(g.number(0), g.number(1), g.chance())))
          .put(
              "brightness",
              form(
                  "brightness=LOW:HIGH",
                  List.of(0.9, 1.1),
                  g -> new Brightness(g.number(0), g.number(1), g.chance())))
          .put(
              "contrast",
              form(
                  "contrast=LOW:HIGH",
                  List.of(0.9, 1.1),
                  g -> new Contrast(g.number(0), g.number(1), g.chance())))
          .put("blur", form("blur=1 or blur=2", List.of(1.0), AugmentationText::blur))
          .put(
              "noise",
              form(
                  "noise=SIGMA or noise=SIGMA:channel",
                  List.of(5.0),
                  g -> new Noise(g.number(0), g.said("channel"), g.chance()),
                  "channel"))
          .put(
              "erase",
              form(
                  "erase=LOW:HIGH, erase=LOW:HIGH:mean or erase=LOW:HIGH:noise",
                  List.of(0.02, 0.33),
                  g ->
                      new Erase(
                          g.number(0),
                          g.number(1),
                          Erase.With.valueOf(g.word().orElse("black").toUpperCase(Locale.ROOT)),
                          g.chance()),
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
    Form form = FORMS.get(name);
    if (form == null) {
      List<String> known = new ArrayList<>(FORMS.keySet());
      known.add("fill");
      throw AugmentProblems.unknown(name, known);
    }
    String usage = form.usage() + (form.chance() ? ", with @CHANCE where it is not 0.5" : "");
    if (at >= 0 && !form.chance()) {
      throw AugmentProblems.badForm(item, usage);
    }
    double chance = at < 0 ? 0.5 : number(item.substring(at + 1), item, usage);
    List<Double> numbers = new ArrayList<>();
    Optional<String> word = Optional.empty();
    if (equals >= 0) {
      for (String part : body.substring(equals + 1).split(":", -1)) {
        if (word.isEmpty()
            && numbers.size() == form.defaults().size()
            && form.words().contains(part.trim())) {
          word = Optional.of(part.trim());
        } else if (word.isEmpty()) {
          numbers.add(number(part, item, usage));
        } else {
          throw AugmentProblems.badForm(item, usage);
        }
      }
    }
    boolean bare = equals < 0;
    boolean flipColumns = name.equals("flip") && numbers.size() == 1;
    if (flipColumns) {
      numbers.add(0.0);
    }
    if (!bare && numbers.size() != form.defaults().size()) {
      throw AugmentProblems.badForm(item, usage);
    }
    return form.make().make(new Given(bare ? form.defaults() : numbers, word, chance));
  }

  private static Step blur(Given given) {
    double radius = given.number(0);
    if (radius != 1 && radius != 2) {
      throw AugmentProblems.badForm("blur=" + Numbers.text(radius), FORMS.get("blur").usage());
    }
    return new Blur((int) radius, given.chance());
  }

  private static double number(String text, String item, String usage) {
    try {
      return Double.parseDouble(text.trim());
    } catch (NumberFormatException e) {
      throw AugmentProblems.badForm(item, usage);
    }
  }
}
