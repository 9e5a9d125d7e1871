package org.blockwright.training.report;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.blockwright.inference.metrics.Measurements;

/** The images with the worst predictions. */
final class MistakesPart {
  private MistakesPart() {}

  static void add(
      Html html,
      String subset,
      Measurements m,
      Function<String, Optional<BufferedImage>> thumbnails) {
    if (m.samples() == 0) {
      return;
    }
    Mistakes mistakes = Mistakes.of(m);
    html.open("div.card").element("h3", mistakes.title() + ": " + subset);
    if (mistakes.worst().isEmpty()) {
      html.element("p", mistakes.none()).close("div");
      return;
    }
    html.element("p.muted", mistakes.summary());
    html.open("div.errors");
    for (Mistakes.Mistake mistake : mistakes.worst()) {
      html.open("figure").open("div.frame");
      thumbnails
          .apply(mistake.key())
          .ifPresentOrElse(
              image ->
                  html.raw("<img loading=\"lazy\" alt=\"")
                      .text(mistake.key())
                      .raw("\" src=\"")
                      .raw(Thumbnails.thumbnail(image))
                      .raw("\">"),
              () -> html.text("image not available"));
      html.close("div").open("figcaption");
      List<Mistakes.Line> lines = mistake.lines();
      for (int i = 0; i < lines.size(); i++) {
        Mistakes.Line line = lines.get(i);
        html.raw(i > 0 ? "<br>" : "")
            .text(line.name() + ": ")
            .element("b", line.value())
            .text(line.detail());
      }
      html.element("span.file", mistake.key()).close("figcaption").close("figure");
    }
    html.close("div").close("div");
  }
}
