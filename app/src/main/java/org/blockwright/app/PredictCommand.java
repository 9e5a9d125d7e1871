package org.blockwright.app;

import com.google.common.base.Joiner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.blockwright.inference.Classification;
import org.blockwright.inference.Predictor;
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

  @Override
  public Integer call() {
    try (Model model = Model.open(file)) {
      Predictor predictor = Predictor.of(model);
      ImageArguments arguments = new ImageArguments(predictor::preprocess, session);
      List<Object> results = new ArrayList<>();
      arguments.forEach(
          "predicting",
          images,
          (files, batch) -> {
            List<Classification> classifications = predictor.predictBatch(batch);
            for (int i = 0; i < files.size(); i++) {
              List<Classification.Score> scores = classifications.get(i).top(top);
              if (json) {
                results.add(toJson(files.get(i), scores));
              } else {
                session.print(files.get(i) + "  " + Joiner.on("  ").join(scores));
              }
            }
          });
      if (json) {
        session.print(Json.text(results));
      }
      return arguments.failedCount() == 0 ? Main.SUCCESS : Main.FAILURE;
    }
  }

  private static Object toJson(Path image, List<Classification.Score> scores) {
    Map<String, Float> probabilities = new LinkedHashMap<>();
    scores.forEach(score -> probabilities.put(score.label(), score.probability()));
    return Json.object(
        "file", image.toString(), "label", scores.get(0).label(), "probabilities", probabilities);
  }
}
