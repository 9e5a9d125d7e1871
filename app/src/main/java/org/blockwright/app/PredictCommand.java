package org.blockwright.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.blockwright.base.UsageException;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommand {@code predict}. */
@Command(
    name = "predict",
    description = {
      "Classifies images with a saved model: labels and probabilities, the most probable first.",
      "Folders are searched recursively; files in them that are not images are reported and"
          + " skipped.",
      "The exit code is 1 if a given file is not an image, or if its prediction is NaN; the other"
          + " images are still classified."
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
      description = "number of labels per image (default ${DEFAULT-VALUE})")
  private Integer top;

  @Option(names = "--json", description = "print as JSON")
  private boolean json;

  private final Session session;

  PredictCommand(Session session) {
    this.session = session;
  }

  /** A label and its probability. */
  private record LabelProbability(String label, float probability) {}

  @Override
  public Integer call() {
    try (Model model = Model.open(file)) {
      Network network = model.network();
      Shape output = network.graph().outputShape();
      if (output.isFeatureMap()) {
        throw new UsageException(AppProblems.notAClassifier(network.name(), output));
      }
      ImageArguments arguments = new ImageArguments(ImagePreprocessor.of(network), session);
      List<Map<String, Object>> results = new ArrayList<>();
      arguments.forEach(
          "predicting",
          images,
          (files, batch) -> {
            List<float[]> rows = model.predict(batch);
            for (int i = 0; i < files.size(); i++) {
              results.add(result(files.get(i), topLabels(network, rows.get(i))));
            }
          });
      if (json) {
        session.print(Json.text(results));
      }
      return arguments.failedCount() == 0 ? Main.SUCCESS : Main.FAILURE;
    }
  }

  private Map<String, Object> result(Path image, List<LabelProbability> predictions) {
    if (!json) {
      session.print(
          image
              + predictions.stream()
                  .map(p -> String.format(Locale.ROOT, "  %s %.4f", p.label, p.probability))
                  .collect(Collectors.joining()));
    }
    Map<String, Float> probabilities = new LinkedHashMap<>();
    predictions.forEach(p -> probabilities.put(p.label, p.probability));
    return Json.object(
        "file",
        image.toString(),
        "label",
        predictions.get(0).label,
        "probabilities",
        probabilities);
  }

  private List<LabelProbability> topLabels(Network network, float[] row) {
    List<String> labels = network.labels();
    return IntStream.range(0, row.length)
        .mapToObj(
            i -> new LabelProbability(labels.isEmpty() ? String.valueOf(i) : labels.get(i), row[i]))
        .sorted((a, b) -> Float.compare(b.probability, a.probability))
        .limit(top)
        .toList();
  }
}
