package org.blockwright.serve;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.inference.ImagePrediction;
import org.blockwright.inference.ImagePrediction.Score;

/** The answers of the Open Inference Protocol, version 2, over REST. */
final class InferenceProtocol {
  private final ServerOptions options;

  InferenceProtocol(ServerOptions options) {
    this.options = options;
  }

  /** Describes the server. */
  String server() {
    String version = InferenceProtocol.class.getPackage().getImplementationVersion();
    return "{\"name\":\"blockwright\",\"version\":%s,\"extensions\":[],\"parameters\":{\"max_images\":%s}}"
        .formatted(JsonText.quoted(version == null ? "unknown" : version), options.maxImages());
  }

  /** Describes a model in a list. */
  static String summary(String name, Network network) {
    return "{\"name\":%s,\"network\":%s,\"outputs\":[%s]}"
        .formatted(
            JsonText.quoted(name),
            JsonText.quoted(network.name()),
            network.outputs().stream()
                .map(
                    output ->
                        "{\"name\":%s,\"task\":%s,\"labels\":%s}"
                            .formatted(
                                JsonText.quoted(output.name()),
                                JsonText.quoted(output.task().toString()),
                                JsonText.strings(output.labelsOrIndices())))
                .collect(Collectors.joining(",")));
  }

  /**
   * Describes a model. Its input accepts three types, of which the protocol can name one: BYTES.
   */
  static String metadata(String name, Network network) {
    return "{\"name\":%s,\"versions\":[],\"platform\":\"blockwright\",\"inputs\":[{\"name\":%s,\"datatype\":\"BYTES\",\"shape\":[-1]}],\"outputs\":[%s]}"
        .formatted(
            JsonText.quoted(name),
            JsonText.quoted(network.inputs().get(0).name()),
            network.outputs().stream()
                .map(
                    output ->
                        "{\"name\":%s,\"datatype\":\"FP32\",\"shape\":[-1,%s],\"parameters\":{\"labels\":%s}}"
                            .formatted(
                                JsonText.quoted(output.name()),
                                output.labelsOrIndices().size(),
                                JsonText.strings(output.labelsOrIndices())))
                .collect(Collectors.joining(",")));
  }

  /**
   * Writes an answer: for each output {@code [images, labels]} probabilities, or numbers of a
   * regression, in the order of the labels of the metadata.
   */
  static String response(
      String name,
      Network network,
      InferenceRequest request,
      List<Map<String, ImagePrediction>> results) {
    StringBuilder json = new StringBuilder("{\"model_name\":").append(JsonText.quoted(name));
    request.id().ifPresent(id -> json.append(",\"id\":").append(JsonText.quoted(id)));
    json.append(",\"outputs\":[");
    boolean first = true;
    for (Output output : network.outputs()) {
      if (request.outputs().isEmpty() || request.outputs().contains(output.name())) {
        json.append(first ? "" : ",");
        first = false;
        append(json, output, results);
      }
    }
    return json.append("]}").toString();
  }

  private static void append(
      StringBuilder json, Output output, List<Map<String, ImagePrediction>> results) {
    List<String> labels = output.labelsOrIndices();
    Map<String, Integer> indices = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      indices.put(labels.get(i), i);
    }
    json.append("{\"name\":")
        .append(JsonText.quoted(output.name()))
        .append(",\"datatype\":\"FP32\",\"shape\":[")
        .append(results.size())
        .append(',')
        .append(labels.size())
        .append("],\"data\":[");
    float[] values = new float[labels.size()];
    boolean first = true;
    for (Map<String, ImagePrediction> result : results) {
      for (Score score : result.get(output.name()).scores()) {
        values[indices.get(score.label())] = score.value();
      }
      for (float value : values) {
        json.append(first ? "" : ",").append(value);
        first = false;
      }
    }
    json.append("]}");
  }
}
