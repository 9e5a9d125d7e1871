package org.blockwright.training.report;

import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Prediction;

/** The misclassified images with the highest confidence. */
final class MistakesPart {
  static final int MAX_IMAGES = 24;

  private MistakesPart() {}

  /** Returns the wrong predictions by decreasing confidence, equal ones by key. */
  static List<Prediction> mostConfident(Measurements m) {
    return m.predictions().stream()
        .filter(p -> m.predictedClass(p) != p.trueClass())
        .sorted(
            Comparator.comparingDouble((Prediction p) -> -p.probability(m.predictedClass(p)))
                .thenComparing(Prediction::key))
        .limit(MAX_IMAGES)
        .toList();
  }

  static void add(
      Html html,
      String subset,
      Measurements m,
      Function<String, Optional<BufferedImage>> thumbnails) {
    if (m.samples() == 0) {
      return;
    }
    List<Prediction> errors = mostConfident(m);
    long total = m.matrix().total() - m.matrix().correct();
    html.open("div.card").element("h3", "Most confident errors: " + subset);
    if (errors.isEmpty()) {
      html.element("p", "None: all images are classified correctly.").close("div");
      return;
    }
    html.element(
        "p.muted",
        "%s of %s misclassified; %s, in order of decreasing confidence."
            .formatted(
                total,
                RunPart.count(m.samples(), "image"),
                errors.size() < total
                    ? "the %s most confident".formatted(errors.size())
                    : "all of them"));
    html.open("div.errors");
    List<String> names = m.matrix().names();
    for (Prediction p : errors) {
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
              () -> html.text("image not available"));
      html.close("div")
          .open("figcaption")
          .raw("true: ")
          .element("b", names.get(p.trueClass()))
          .raw("<br>predicted: ")
          .element("b", names.get(m.predictedClass(p)))
          .text(", " + RunPart.percent(OptionalDouble.of(p.probability(m.predictedClass(p)))))
          .element("span.file", p.key())
          .close("figcaption")
          .close("figure");
    }
    html.close("div").close("div");
  }
}
