package org.blockwright.training;

import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.Progress;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.model.Model;

/** A small network that trains fast, and helpers for tests of training. */
public final class TinyTraining {
  public static final Network NETWORK =
      Network.named("tiny")
          .input(8, 8, 3)
          .block("a", conv(4, 3), batchNorm(), relu(), maxPool(2))
          .block("b", conv(6, 3), batchNorm(), relu())
          .head(flatten(), dense(8).relu().named("fc"), dropout(0.25), dense(2), softmax())
          .labels("left", "right");

  public static final ImagePreprocessor PREPROCESSOR =
      ImagePreprocessor.of(NETWORK.input(), NETWORK.preprocessing());

  private TinyTraining() {}

  /** Returns a trainer with Adam, batch size 8 and 4 epochs. */
  public static Trainer trainer() {
    return Trainer.with(Optimizer.adam(0.01)).batchSize(8).threads(2).epochs(4);
  }

  /** The result of a training run with the weights. */
  public record Result(TrainingResult training, Map<String, float[]> weights) {
    /** Returns the losses and accuracies of each epoch, without the times. */
    public List<List<Double>> metrics() {
      return training.history().epochs().stream()
          .map(
              e ->
                  List.of(
                      e.trainLoss(),
                      e.validationLoss().orElse(-1),
                      e.validationAccuracy().orElse(-1)))
          .toList();
    }
  }

  public static Result train(Trainer trainer, Dataset all) {
    return train(trainer, all, NETWORK, 1);
  }

  public static Result train(Trainer trainer, Dataset all, Network network, long weightsSeed) {
    try (Model model = Model.create(network, weightsSeed)) {
      TrainingResult result =
          trainer.train(model, TinyImages.train(all), Optional.of(TinyImages.validation(all)));
      return new Result(result, weights(model));
    }
  }

  /** Returns all parameters of a model, by layer and kind. */
  public static Map<String, float[]> weights(Model model) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    model
        .parameters()
        .forEach(
            (layer, parameters) ->
                parameters.forEach(
                    p -> weights.put(layer + "/" + p.kind(), model.getWeights(layer, p.kind()))));
    return weights;
  }

  /** Records the started tasks and the notes. */
  public static final class RecordingProgress implements Progress {
    public final List<String> started = new ArrayList<>();

    @Override
    public Task start(String task, long total) {
      started.add(task);
      return Progress.silent().start(task, total);
    }

    @Override
    public void note(String line) {
      started.add("note: " + line);
    }
  }
}
