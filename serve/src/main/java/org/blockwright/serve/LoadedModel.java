package org.blockwright.serve;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.dsl.Network;
import org.blockwright.inference.ImagePrediction;
import org.blockwright.inference.Predictor;
import org.blockwright.model.Model;

/**
 * One state of the file of a model. Requests that started with it finish with it, also if the file
 * changes: it is closed after the last of them.
 */
final class LoadedModel {
  private final Model model;
  private final Predictor predictor;
  private final ImagePreprocessor preprocessor;
  private final Batcher batcher;

  /** Requests that use it, and one for the server until {@link #retire}. */
  private int users = 1;

  /**
   * Opens a model, and computes one image, which compiles it.
   *
   * @throws org.blockwright.base.BlockwrightException if the file is not a valid model of images
   */
  static LoadedModel open(ModelSource source, ServerOptions options, ServerMetrics metrics) {
    Model model = Model.open(source.file());
    try {
      return new LoadedModel(model, source.name(), options, metrics);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private LoadedModel(Model model, String name, ServerOptions options, ServerMetrics metrics) {
    this.model = model;
    this.preprocessor = ImagePreprocessor.of(model.network());
    this.predictor = Predictor.of(model).concurrency(options.executors());
    this.batcher =
        new Batcher(
            name,
            predictor::predictOutputsBatch,
            options.batchSize(),
            options.maxDelay(),
            options.executors(),
            size -> metrics.batch(name, size));
    CompletableFuture<Map<String, ImagePrediction>> first = new CompletableFuture<>();
    batcher.announce();
    batcher.add(new float[(int) preprocessor.input().size()], first);
    try {
      first.join();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  Network network() {
    return model.network();
  }

  /** Returns the preprocessor of the first input, whose image all inputs get. */
  ImagePreprocessor preprocessor() {
    return preprocessor;
  }

  Batcher batcher() {
    return batcher;
  }

  /** Begins to use the model; returns false if it is closed. {@link #release} follows. */
  synchronized boolean use() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  /** Ends a use. The last one closes the model, on a thread of its own. */
  void release() {
    boolean last;
    synchronized (this) {
      users--;
      last = users == 0;
    }
    if (last) {
      // Not here: a thread of the batcher, which closing waits for, may call.
      Thread thread = new Thread(this::close, "closing-model");
      thread.start();
    }
  }

  /** Ends the use by the server: the model is closed after the requests that use it. */
  void retire() {
    release();
  }

  private void close() {
    batcher.close();
    predictor.close();
    model.close();
  }
}
