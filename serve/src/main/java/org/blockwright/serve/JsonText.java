package org.blockwright.serve;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.blockwright.dsl.Task;
import org.blockwright.inference.ImagePrediction;

/** Writes JSON directly as text: answers are small, and there are many of them. */
final class JsonText {
  private JsonText() {}

  static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  static String strings(List<String> texts) {
    return texts.stream().map(JsonText::quoted).collect(Collectors.joining(",", "[", "]"));
  }

  /**
   * Writes the predictions of an image: an array of its most probable classes; of a model with
   * several outputs an object with such an array for each.
   */
  static String prediction(Map<String, ImagePrediction> outputs, int top) {
    if (outputs.size() == 1) {
      return scores(outputs.values().iterator().next(), top);
    }
    return outputs.entrySet().stream()
        .map(output -> quoted(output.getKey()) + ':' + scores(output.getValue(), top))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String scores(ImagePrediction prediction, int top) {
    String key = prediction.task() == Task.REGRESSION ? "value" : "probability";
    StringBuilder json = new StringBuilder("[");
    for (ImagePrediction.Score score : prediction.top(top)) {
      json.append(json.length() == 1 ? "" : ",")
          .append("{\"className\":")
          .append(quoted(score.label()))
          .append(",\"")
          .append(key)
          .append("\":")
          .append(score.value())
          .append('}');
    }
    return json.append(']').toString();
  }
}
