package org.blockwright.inference;

import com.google.common.collect.ImmutableMap;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.blockwright.base.DataException;
import org.blockwright.base.NotFiniteException;
import org.blockwright.base.UsageException;
import org.blockwright.data.ImageBatch;
import org.blockwright.data.ImageBatches;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.data.InputPreprocessors;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.model.InputArrays;
import org.blockwright.model.Model;
import org.blockwright.model.OutputArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Predicts classes, labels or regression targets of images with a model. Input size, preprocessing,
 * color mode and labels are those of the model.
 *
 * <pre>{@code
 * try (Model model = Model.open(Path.of("model.zip"))) {
 *   ImagePrediction result = Predictor.of(model).predict(Path.of("new.jpg"));
 *   result.top(3).forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>A model with several outputs is predicted by the methods named {@code predictOutputs}; the
 * others reject it.
 *
 * <p>Safe for use by several threads: images are decoded in parallel, and batches are computed in
 * the order of the requests, by default one at a time on all processors; see {@link #concurrency}.
 * The model must not be used otherwise at the same time. Immutable: {@link #batchSize} and {@link
 * #concurrency} return a modified copy.
 */
public final class Predictor implements AutoCloseable {
  private static final int DEFAULT_BATCH_SIZE = 32;

  private final Model model;
  private final ImagePreprocessor preprocessor;
  private final int batchSize;
  private final Computation computation;

  private Predictor(
      Model model, ImagePreprocessor preprocessor, int batchSize, Computation computation) {
    this.model = model;
    this.preprocessor = preprocessor;
    this.batchSize = batchSize;
    this.computation = computation;
  }

  /**
   * Creates a predictor.
   *
   * @param model the model, which stays open and is closed by the caller
   * @throws UsageException if the model outputs a feature map instead of class scores or targets,
   *     or does not take images as input
   */
  public static Predictor of(Model model) {
    Evaluator.requireVectors(model.network());
    return new Predictor(
        model,
        ImagePreprocessor.of(model.network()),
        DEFAULT_BATCH_SIZE,
        Computation.exclusive(model));
  }

  private void requireOneOutput() {
    Network network = model.network();
    if (network.output().isEmpty()) {
      throw new UsageException(
          PredictionProblems.severalOutputs(network.name(), network.graph().outputs()));
    }
  }

  /**
   * Sets the number of images per batch, by default 32.
   *
   * @throws UsageException if it is below 1
   */
  public Predictor batchSize(int images) {
    InferenceProblems.requireAtLeastOne("batch size", images);
    return new Predictor(model, preprocessor, images, computation);
  }

  /**
   * Sets how many batches are computed at the same time, by default 1. One batch on all processors
   * gives the shortest time per request. Several batches on a part of the processors each give more
   * images per second if many threads predict single images: the processors need not wait for each
   * other.
   *
   * <p>Each batch is computed by a thread with an executor of its own, which shares the weights
   * with the others. Models that run on DL4J compute one batch at a time, whatever the value.
   * Methods for lists of images compute one batch after another, so that a single thread gains
   * nothing.
   *
   * @return a predictor that is to be closed, before the model; copies of it share its threads
   * @throws UsageException if {@code batches} is below 1
   */
  public Predictor concurrency(int batches) {
    InferenceProblems.requireAtLeastOne("concurrency", batches);
    return new Predictor(
        model,
        preprocessor,
        batchSize,
        batches > 1 && model.isCompiled()
            ? new ReplicaThreads(model, batches)
            : Computation.exclusive(model));
  }

  /**
   * Predicts an image file.
   *
   * @throws DataException if the file cannot be decoded
   * @throws NotFiniteException if an output is NaN or infinite
   */
  public ImagePrediction predict(Path file) {
    return predict(ImageSource.of(file));
  }

  /**
   * Predicts the content of an image file.
   *
   * @throws DataException if it cannot be decoded
   * @throws NotFiniteException if an output is NaN or infinite
   */
  public ImagePrediction predict(byte[] file) {
    return predict(ImageSource.of(file));
  }

  /**
   * Reads a stream to its end and predicts the content as an image file. The stream is not closed.
   *
   * @throws DataException if the content cannot be read or decoded
   * @throws NotFiniteException if an output is NaN or infinite
   */
  public ImagePrediction predict(InputStream file) {
    return predict(ImageSource.of(file));
  }

  /**
   * Predicts an image of any size.
   *
   * @throws DataException if it has too many pixels
   * @throws NotFiniteException if an output is NaN or infinite
   */
  public ImagePrediction predict(BufferedImage image) {
    return predict(ImageSource.of(image));
  }

  /**
   * Predicts a decoded image of any size.
   *
   * @throws NotFiniteException if an output is NaN or infinite
   */
  public ImagePrediction predict(Image image) {
    return predict(ImageSource.of(image));
  }

  /**
   * Predicts an image from any source.
   *
   * @throws DataException if it cannot be decoded
   * @throws NotFiniteException if an output is NaN or infinite
   */
  public ImagePrediction predict(ImageSource image) {
    return predict(preprocessor.read(image));
  }

  /**
   * Predicts a preprocessed image.
   *
   * @param values as {@link #preprocess} returns them: channel, height, width, in the preprocessing
   *     of the model. For pixel values of 0-255 use {@link #predict(Image)}
   * @throws UsageException if their number does not match the input of the model
   * @throws NotFiniteException if an output is NaN or infinite
   */
  public ImagePrediction predict(float[] values) {
    return predictBatch(List.of(values)).get(0);
  }

  /**
   * Predicts image files in batches.
   *
   * @return a prediction for each file, in order
   * @throws DataException if a file cannot be decoded
   * @throws NotFiniteException if an output is NaN or infinite, with the indices of the images in
   *     the list
   */
  public List<ImagePrediction> predictAll(List<Path> files) {
    return predictSources(files.stream().map(ImageSource::of).toList());
  }

  /** Same as {@link #predictAll}, for images of the JDK. */
  public List<ImagePrediction> predictImages(List<BufferedImage> images) {
    return predictSources(images.stream().map(ImageSource::of).toList());
  }

  /** Same as {@link #predictAll}, for images from any source. */
  public List<ImagePrediction> predictSources(List<ImageSource> images) {
    List<ImageSource> named =
        IntStream.range(0, images.size()).mapToObj(i -> named(images, i)).toList();
    List<ImagePrediction> results = new ArrayList<>();
    try (ImageBatches batches =
        batches(named.stream().map(List::of).toList(), InputPreprocessors.of(preprocessor))) {
      while (batches.hasNext()) {
        try (ImageBatch batch = batches.next()) {
          results.addAll(predictBatch(batch.images()));
        } catch (NotFiniteException e) {
          // All images before this batch have a result.
          throw withNames(e, named, results.size());
        }
      }
    }
    return results;
  }

  /** Loads images for {@link #predictBatch}; one that cannot be decoded is an error. */
  private ImageBatches batches(List<List<ImageSource>> images, InputPreprocessors preprocessors) {
    return new ImageBatches(
        images,
        preprocessors,
        batchSize,
        Runtime.getRuntime().availableProcessors(),
        (index, problem) -> {
          throw problem;
        });
  }

  private static NotFiniteException withNames(
      NotFiniteException problem, List<ImageSource> images, int batchStart) {
    List<Integer> indices =
        problem.batchIndices().stream().map(index -> batchStart + index).toList();
    List<String> names = indices.stream().map(index -> images.get(index).name()).toList();
    NotFiniteException named =
        new NotFiniteException(
            PredictionProblems.notFinite(problem.layer(), names), problem.layer(), indices);
    named.initCause(problem);
    return named;
  }

  /** Names an image by its position, for messages. */
  private static ImageSource named(List<ImageSource> images, int index) {
    ImageSource image = images.get(index);
    return image.name().isEmpty()
        ? image.named(PredictionProblems.imageName(index, images.size()))
        : image;
  }

  /**
   * Decodes and preprocesses an image file for {@link #predictBatch(List)}.
   *
   * @return channel, height, width, see {@link org.blockwright.dsl.layer.Layout}
   * @throws DataException if the file cannot be decoded
   */
  public float[] preprocess(Path file) {
    return preprocessor.read(file);
  }

  /**
   * Predicts preprocessed images as one batch.
   *
   * @param images as {@link #preprocess} returns them
   * @return a prediction for each image, in order
   * @throws UsageException if the list is empty, or the number of values does not match the input
   * @throws NotFiniteException if an output is NaN or infinite, with the indices of the images
   */
  public List<ImagePrediction> predictBatch(List<float[]> images) {
    requireOneOutput();
    return only(predictOutputsBatch(images));
  }

  /**
   * Predicts preprocessed images as one batch.
   *
   * @param images {@code [images, channels, height, width]}, in the preprocessing of the model
   * @return a prediction for each image, in order
   * @throws UsageException if the shape does not match the input
   * @throws NotFiniteException if an output is NaN or infinite, with the indices of the images
   */
  public List<ImagePrediction> predictBatch(INDArray images) {
    requireOneOutput();
    return only(outputs(InputArrays.of(model.network(), images)));
  }

  /**
   * Predicts an image file with all outputs of the model.
   *
   * @return a prediction by name of the output, in order
   * @throws DataException if the file cannot be decoded
   * @throws NotFiniteException if an output is NaN or infinite
   */
  public Map<String, ImagePrediction> predictOutputs(Path file) {
    return predictOutputs(ImageSource.of(file));
  }

  /**
   * Predicts an image from any source with all outputs of the model.
   *
   * @return a prediction by name of the output, in order
   * @throws DataException if it cannot be decoded
   * @throws NotFiniteException if an output is NaN or infinite
   */
  public Map<String, ImagePrediction> predictOutputs(ImageSource image) {
    return predictOutputsBatch(List.of(preprocessor.read(image))).get(0);
  }

  /**
   * Predicts preprocessed images as one batch with all outputs of the model.
   *
   * @param images as {@link #preprocess} returns them
   * @return for each image a prediction by name of the output, in order
   * @throws UsageException if the list is empty, or the number of values does not match the input
   * @throws NotFiniteException if an output is NaN or infinite, with the indices of the images
   */
  public List<Map<String, ImagePrediction>> predictOutputsBatch(List<float[]> images) {
    INDArray batch = InputArrays.batch(model.network(), images);
    try {
      return outputs(InputArrays.of(model.network(), batch));
    } finally {
      OutputArrays.free(batch);
    }
  }

  /**
   * Same as {@link #predictOutputsBatch(List)}, for a batch in one array, or in one for each input.
   */
  public List<Map<String, ImagePrediction>> predictOutputsBatch(ImageBatch images) {
    return outputs(InputArrays.of(model.network(), images.arrays()));
  }

  /**
   * Predicts one sample of a model with several inputs.
   *
   * @param images an image for each input, by its name
   * @throws UsageException if an input has no image, or a name is not that of an input
   * @throws DataException if an image cannot be decoded
   * @throws NotFiniteException if an output is NaN or infinite
   */
  public ImagePrediction predictInputs(Map<String, ImageSource> images) {
    requireOneOutput();
    return only(predictAllInputs(List.of(images))).get(0);
  }

  /**
   * Predicts samples of a model with several inputs, with all outputs, in batches.
   *
   * @param samples for each sample an image for each input, by its name
   * @return for each sample a prediction by name of the output, in order
   * @throws UsageException if an input has no image, or a name is not that of an input
   * @throws DataException if an image cannot be decoded
   * @throws NotFiniteException if an output is NaN or infinite
   */
  public List<Map<String, ImagePrediction>> predictAllInputs(
      List<Map<String, ImageSource>> samples) {
    InputPreprocessors preprocessors = InputPreprocessors.of(model.network());
    for (Map<String, ImageSource> sample : samples) {
      if (!sample.keySet().equals(Set.copyOf(preprocessors.names()))) {
        throw new UsageException(
            PredictionProblems.otherInputs(
                model.network().name(), preprocessors.names(), sample.keySet()));
      }
    }
    List<Map<String, ImagePrediction>> results = new ArrayList<>();
    List<List<ImageSource>> images =
        samples.stream()
            .map(sample -> preprocessors.names().stream().map(sample::get).toList())
            .toList();
    try (ImageBatches batches = batches(images, preprocessors)) {
      while (batches.hasNext()) {
        try (ImageBatch batch = batches.next()) {
          results.addAll(predictOutputsBatch(batch));
        }
      }
    }
    return results;
  }

  private List<Map<String, ImagePrediction>> outputs(INDArray... inputs) {
    INDArray[] arrays = computation.outputs(inputs);
    List<float[][]> values = Arrays.stream(arrays).map(OutputArrays::rows).toList();
    OutputArrays.free(arrays);
    List<Output> outputs = model.network().outputs();
    List<Map<String, ImagePrediction>> results = new ArrayList<>();
    for (int i = 0; i < inputs[0].size(0); i++) {
      ImmutableMap.Builder<String, ImagePrediction> result = ImmutableMap.builder();
      for (int k = 0; k < outputs.size(); k++) {
        Output output = outputs.get(k);
        result.put(output.name(), ImagePrediction.of(output, values.get(k)[i]));
      }
      results.add(result.buildOrThrow());
    }
    return results;
  }

  private static List<ImagePrediction> only(List<Map<String, ImagePrediction>> outputs) {
    return outputs.stream().map(output -> output.values().iterator().next()).toList();
  }

  /** Frees what {@link #concurrency} has allocated. The model stays open. */
  @Override
  public void close() {
    computation.close();
  }
}
