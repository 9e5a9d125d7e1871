package org.blockwright.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.data.InputPreprocessors;
import org.blockwright.inference.ImagePrediction;
import org.blockwright.inference.Predictor;
import org.blockwright.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The subcommand {@code predict}. */
@Command(
    name = "predict",
    description = {
      "Predicts classes, labels or regression targets of images with a saved model, or with a network and a"
          + " weights file, without training: labels and probabilities, the most probable first; of"
          + " several labels those that are predicted in brackets; of a regression the values with their units. Of a"
          + " model with several outputs a line for each, with its name.",
      "Folders are searched recursively; files in them that are not images are reported and"
          + " skipped.",
      "The exit code is 1 if a given file is not an image, or if its prediction is NaN; the other"
          + " images are still predicted."
    },
    footer = {
      "  blockwright predict runs/digits-1/model.zip image.png --top 3",
      "  blockwright predict --model mobilenet --weights imagenet photos cat.jpg",
      "  find . -name '*.jpg' | blockwright predict mobilenet - --weights mobilenet.h5 --csv"
    })
final class PredictCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = InferenceModel.LABEL,
      description = InferenceModel.DESCRIPTION)
  private Optional<String> first;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = ImagePaths.LABEL,
      description = ImagePaths.DESCRIPTION)
  private List<String> others = new ArrayList<>();

  @Mixin private LabelsOption labels;

  @Option(
      names = "--top",
      order = 1,
      paramLabel = "N",
      defaultValue = "5",
      converter = Converters.PositiveInteger.class,
      description = "number of labels or targets per image (default ${DEFAULT-VALUE})")
  private Integer top;

  @Option(
      names = {"--batch-size", "--batch"},
      order = 2,
      paramLabel = "N",
      defaultValue = "" + ImageArguments.BATCH_SIZE,
      converter = Converters.PositiveInteger.class,
      description = "images per batch (default ${DEFAULT-VALUE})")
  private Integer batchSize;

  @Option(
      names = "--csv",
      order = 3,
      description = "print as CSV, with a row for each label or number: " + PredictionTexts.CSV)
  private boolean csv;

  @Option(names = "--json", order = 4, description = "print as JSON")
  private boolean json;

  /** With fewer batches a thread gains less than its start takes. */
  private static final int BATCHES_PER_THREAD = 4;

  @Spec private CommandSpec spec;

  private final Session session;

  PredictCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (csv && json) {
      throw new ParameterException(spec.commandLine(), AppProblems.csvAndJson());
    }
    InferenceModel argument = InferenceModel.of(first, spec, session);
    // Before the model is loaded, which takes seconds.
    List<Path> paths = ImagePaths.of(images(), session);
    try (Model model = argument.open(labels.labels())) {
      ImageArguments arguments =
          new ImageArguments(InputPreprocessors.of(model.network()), batchSize, session);
      int threads = threads(model, arguments.find(paths));
      PredictionTexts texts = new PredictionTexts(top);
      List<Object> results = new ArrayList<>();
      if (csv) {
        session.print(PredictionTexts.CSV);
      }
      try (Predictor predictor = Predictor.of(model).concurrency(threads)) {
        arguments.forEach(
            "predicting",
            threads,
            predictor::predictOutputsBatch,
            (files, predictions) -> {
              for (int i = 0; i < files.size(); i++) {
                print(files.get(i), predictions.get(i), texts, results);
              }
            });
      }
      if (json) {
        session.print(Json.text(results));
      }
      return arguments.failedCount() == 0 ? Main.SUCCESS : Main.FAILURE;
    }
  }

  private void print(
      Path file,
      Map<String, ImagePrediction> prediction,
      PredictionTexts texts,
      List<Object> results) {
    if (json) {
      results.add(texts.toJson(file, prediction));
    } else if (csv) {
      session.print(texts.csv(file, prediction));
    } else {
      texts.lines(file, prediction).forEach(session::print);
    }
  }

  /**
   * Returns the number of batches that are computed at the same time: many batches take less time
   * if each is computed by one thread, since threads that share a batch wait for each other.
   */
  private int threads(Model model, int images) {
    boolean many = images >= BATCHES_PER_THREAD * batchSize * session.threads();
    return many && model.isCompiled() ? session.threads() : 1;
  }

  /** Returns the arguments that are images: all of them if the network is that of an option. */
  private List<String> images() {
    List<String> images = new ArrayList<>(others);
    if (InferenceModel.isOption(spec)) {
      first.ifPresent(image -> images.add(0, image));
    }
    if (images.isEmpty()) {
      throw new MissingParameterException(
          spec.commandLine(), spec.positionalParameters().get(1), ImagePaths.LABEL);
    }
    return images;
  }
}
