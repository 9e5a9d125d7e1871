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

/** {@code predict}: what a saved model says about pictures. */
@Command(
    name = "predict",
    description = {
      "Labels and probabilities for pictures, the likeliest first.",
      "Folders are searched for images, deeper folders too; other files in them are listed.",
      "A file that is given and is not an image, or whose prediction is NaN, is named, the others"
          + " are predicted; the exit code is then 1."
    },
    footer = "  blockwright predict runs/digits-1/model.zip picture.png --top 3")
final class PredictCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "a saved model, model.zip")
  private Path file;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE|DIR",
      description = "images, and folders of images")
  private List<Path> images;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      converter = Converters.PositiveInteger.class,
      description = "how many labels a picture (default ${DEFAULT-VALUE})")
  private Integer top;

  @Option(names = "--json", description = "for machines")
  private boolean json;

  private final Session session;

  PredictCommand(Session session) {
    this.session = session;
  }

  /** A label with its probability. */
  private record LabelProbability(String label, float probability) {}

  @Override
  public Integer call() {
    try (Model model = Model.open(file)) {
      Network network = model.network();
      Shape output = network.graph().outputShape();
      if (output.isFeatureMap()) {
        throw new UsageException(AppProblems.notAClassifier(network.name(), output));
      }
      ImageArguments pictures = new ImageArguments(ImagePreprocessor.of(network), session);
      List<Map<String, Object>> results = new ArrayList<>();
      pictures.forEach(
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
      return pictures.failedCount() == 0 ? Main.SUCCESS : Main.FAILURE;
    }
  }

  private Map<String, Object> result(Path picture, List<LabelProbability> guesses) {
    if (!json) {
      session.print(
          picture
              + guesses.stream()
                  .map(g -> String.format(Locale.ROOT, "  %s %.4f", g.label, g.probability))
                  .collect(Collectors.joining()));
    }
    Map<String, Float> probabilities = new LinkedHashMap<>();
    guesses.forEach(g -> probabilities.put(g.label, g.probability));
    return Json.object(
        "file", picture.toString(), "label", guesses.get(0).label, "probabilities", probabilities);
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
