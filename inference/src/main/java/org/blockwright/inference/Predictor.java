package org.blockwright.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;

/**
 * Classifies images with a model. Input size, preprocessing, color mode and labels are those of the
 * model.
 *
 * <pre>{@code
 * try (Model model = Model.open(Path.of("model.zip"))) {
 *   Classification result = Predictor.of(model).predict(Path.of("new.jpg"));
 *   result.top(3).forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads: images are decoded in parallel, and the model processes one
 * batch at a time. The model must not be used otherwise at the same time.
 */
public final class Predictor {
  private static final int BATCH_SIZE = 32;

  private final Model model;
  private final ImagePreprocessor preprocessor;

  private Predictor(Model model) {
    this.model = model;
    this.preprocessor = ImagePreprocessor.of(model.network());
  }

  /**
   * Creates a predictor.
   *
   * @param model the model, which stays open and is closed by the caller
   * @throws UsageException if the model outputs a feature map instead of class scores, or does not
   *     take images as input
   */
  public static Predictor of(Model model) {
    Network network = model.network();
    Shape output = network.graph().outputShape();
    if (output.isFeatureMap()) {
      throw new UsageException(PredictionProblems.notAClassifier(network.name(), output));
    }
    return new Predictor(model);
  }

  /**
   * Classifies an image file.
   *
   * @throws org.blockwright.base.DataException if the file cannot be decoded
   * @throws org.blockwright.base.NotFiniteException if an output is NaN or infinite
   */
  public Classification predict(Path file) {
    return predictBatch(List.of(preprocess(file))).get(0);
  }

  /**
   * Classifies a decoded image of any size.
   *
   * @throws org.blockwright.base.NotFiniteException if an output is NaN or infinite
   */
  public Classification predict(Image image) {
    float[] values = preprocessor.preprocess(preprocessor.resize(image));
    return predictBatch(List.of(values)).get(0);
  }

  /**
   * Classifies image files in batches.
   *
   * @return a classification for each file, in order
   * @throws org.blockwright.base.DataException if a file cannot be decoded
   * @throws org.blockwright.base.NotFiniteException if an output is NaN or infinite
   */
  public List<Classification> predictAll(List<Path> files) {
    List<Classification> results = new ArrayList<>();
    for (int start = 0; start < files.size(); start += BATCH_SIZE) {
      List<Path> batch = files.subList(start, Math.min(start + BATCH_SIZE, files.size()));
      results.addAll(predictBatch(batch.parallelStream().map(this::preprocess).toList()));
    }
    return results;
  }

  /**
   * Decodes and preprocesses an image file for {@link #predictBatch}.
   *
   * @throws org.blockwright.base.DataException if the file cannot be decoded
   */
  public float[] preprocess(Path file) {
    return preprocessor.read(file);
  }

  /**
   * Classifies preprocessed images.
   *
   * @param images as {@link #preprocess} returns them
   * @return a classification for each image, in order
   * @throws org.blockwright.base.NotFiniteException if an output is NaN or infinite, with the
   *     indices of the images
   */
  public List<Classification> predictBatch(List<float[]> images) {
    List<String> labels = model.network().labels();
    List<float[]> rows;
    synchronized (model) {
      rows = model.predict(images);
    }
    return rows.stream().map(row -> Classification.of(labels, row)).toList();
  }
}
