package org.blockwright.app;

import com.google.common.base.Joiner;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.dsl.Task;
import org.blockwright.inference.ImagePrediction;
import org.blockwright.inference.Predictor;
import org.blockwright.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommand {@code predict}. */
@Command(
    name = "predict",
    description = {
      "Predicts classes, labels or numbers of images with a saved model: labels and probabilities,"
          + " the most probable first; of several labels those that are predicted in brackets;"
          + " numbers with their units. Of a model with several outputs a line for each, with its"
          + " name.",
      "Folders are searched recursively; files in them that are not images are reported and"
          + " skipped.",
      "The exit code is 1 if a given file is not an image, or if its prediction is NaN; the other"
          + " images are still predicted."
    },
    footer = "  blockwright predict runs/digits-1/model.zip image.png --top 3")
final class PredictCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "saved model (.zip)")
  private Path file;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE|DIR",
      description = "images and folders of images")
  private List<Path> images;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      converter = Converters.PositiveInteger.class,
      description = "number of labels or numbers per image (default ${DEFAULT-VALUE})")
  private Integer top;

  @Option(names = "--json", description = "print as JSON")
  private boolean json;

  private final Session session;

  PredictCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Model model = Model.open(file)) {
      Predictor predictor = Predictor.of(model);
      ImageArguments arguments = new ImageArguments(ImagePreprocessor.of(model.network()), session);
      List<Object> results = new ArrayList<>();
      arguments.forEach(
          "predicting",
          images,
          (files, batch) -> {
            List<Map<String, ImagePrediction>> predictions = predictor.predictOutputsBatch(batch);
            for (int i = 0; i < files.size(); i++) {
              if (json) {
                results.add(toJson(files.get(i), predictions.get(i)));
              } else {
                print(files.get(i), predictions.get(i));
              }
            }
          });
      if (json) {
        session.print(Json.text(results));
      }
      return arguments.failedCount() == 0 ? Main.SUCCESS : Main.FAILURE;
    }
  }

  /** Prints a line for each output, with its name if there are several. */
  private void print(Path image, Map<String, ImagePrediction> outputs) {
    outputs.forEach(
        (name, prediction) ->
            session.print(
                image + "  " + (outputs.size() > 1 ? name + ": " : "") + text(prediction)));
  }

  /** Formats the labels with their probabilities, or the numbers with their units. */
  private String text(ImagePrediction prediction) {
    String scores = Joiner.on("  ").join(prediction.texts(top));
    return prediction.task() == Task.MULTI_LABEL
        ? "[" + Joiner.on(", ").join(prediction.labels()) + "]  " + scores
        : scores;
  }

  private Object toJson(Path image, Map<String, ImagePrediction> outputs) {
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
