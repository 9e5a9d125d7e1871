package org.blockwright.training.report;

import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Prediction;

/** The pictures that the network was surest about and wrong. */
final class MistakesPart {
  static final int MAX_IMAGES = 24;

  private MistakesPart() {}

  /** Wrong predictions, the surest first; equals by key. */
  static List<Prediction> worst(Measurements m) {
    return m.predictions().stream()
        .filter(p -> !p.isCorrect())
        .sorted(
            Comparator.comparingDouble((Prediction p) -> -p.confidence())
                .thenComparing(Prediction::key))
        .limit(MAX_IMAGES)
        .toList();
  }

  static void add(
      Html html,
      String side,
      Measurements m,
      Function<String, Optional<BufferedImage>> thumbnails) {
    if (m.samples() == 0) {
      return;
    }
    List<Prediction> worst = worst(m);
    long wrong = m.matrix().total() - m.matrix().correct();
    html.open("div.card").element("h3", "Worst mistakes: " + side);
    if (worst.isEmpty()) {
      html.element("p", "None: every picture was classified rightly.").close("div");
      return;
    }
    html.element(
        "p.faint",
        "%s of %s wrong; %s, the surest first."
            .formatted(
                wrong,
                RunPart.count(m.samples(), "picture"),
                worst.size() < wrong ? "the worst " + worst.size() : "all of them"));
    html.open("div.wrong");
    List<String> names = m.matrix().names();
    for (Prediction p : worst) {
      html.open("figure").open("div.frame");
      thumbnails
          .apply(p.key())
          .ifPresentOrElse(
              image ->
                  html.raw("<img loading=\"lazy\" alt=\"")
                      .text(p.key())
                      .raw("\" src=\"")
                      .raw(Thumbnails.thumbnail(image))
                      .raw("\">"),
              () -> html.text("no picture"));
      html.close("div")
          .open("figcaption")
          .raw("is ")
          .element("b", names.get(p.trueClass()))
          .raw("<br>taken for ")
          .element("b", names.get(p.predictedClass()))
          .text(", " + RunPart.percent(OptionalDouble.of(p.confidence())))
          .element("span.file", p.key())
          .close("figcaption")
          .close("figure");
    }
    html.close("div").close("div");
  }
}
