package org.blockwright.app;

import com.google.common.base.Joiner;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.base.Csv;
import org.blockwright.dsl.Task;
import org.blockwright.inference.ImagePrediction;

/**
 * Predictions as text, CSV and JSON.
 *
 * @param top number of labels or targets per image
 */
record PredictionTexts(int top) {
  /** The first line of the CSV. */
  static final String CSV = "file,output,rank,label,score,predicted";

  /** Returns a line for each output, with its name if there are several. */
  List<String> lines(Path image, Map<String, ImagePrediction> outputs) {
    List<String> lines = new ArrayList<>();
    outputs.forEach(
        (name, prediction) ->
            lines.add(image + "  " + (outputs.size() > 1 ? name + ": " : "") + text(prediction)));
    return lines;
  }

  /** Formats the labels with their probabilities, or the predicted values with their units. */
  private String text(ImagePrediction prediction) {
    String scores = Joiner.on("  ").join(prediction.texts(top));
    return prediction.task() == Task.MULTI_LABEL
        ? "[" + Joiner.on(", ").join(prediction.labels()) + "]  " + scores
        : scores;
  }

  /** Returns a row for each label or number. */
  String csv(Path image, Map<String, ImagePrediction> outputs) {
    StringBuilder rows = new StringBuilder();
    outputs.forEach(
        (name, prediction) -> {
          int rank = 1;
          for (ImagePrediction.Score score : prediction.top(top)) {
            boolean predicted =
                prediction.task() == Task.REGRESSION || prediction.labels().contains(score.label());
            rows.append(Csv.line(image, name, rank++, score.label(), score.value(), predicted));
          }
        });
    return rows.toString();
  }

  Object toJson(Path image, Map<String, ImagePrediction> outputs) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("file", image.toString());
    if (outputs.size() > 1) {
      node.put("outputs", Maps.transformValues(outputs, this::toJson));
    } else {
      outputs.values().forEach(prediction -> node.putAll(toJson(prediction)));
    }
    return node;
  }

  private Map<String, Object> toJson(ImagePrediction prediction) {
    Map<String, Float> scores = new LinkedHashMap<>();
    prediction.top(top).forEach(score -> scores.put(score.label(), score.value()));
    return switch (prediction.task()) {
      case CLASSIFICATION, BINARY ->
          Json.object("label", prediction.label(), "probabilities", scores);
      case MULTI_LABEL -> Json.object("labels", prediction.labels(), "probabilities", scores);
      case REGRESSION -> Json.object("values", scores);
    };
  }
}
