package consumer;

import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.maxPool;

import java.nio.file.Path;
import org.blockwright.data.ImageFolder;
import org.blockwright.data.Ratios;
import org.blockwright.data.Split;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.inference.Predictor;
import org.blockwright.model.Model;
import org.blockwright.training.Trainer;

/** Program of a project that trains a network and classifies an image with it. */
public final class TrainAndPredict {
  private TrainAndPredict() {}

  /** Trains on the folder {@code images} and prints the label of {@code new.png}. */
  public static void main(String[] arguments) {
    Network network =
        Network.named("tiny")
            .input(16, 16, 3)
            .block("block1", conv(8, 3).relu(), maxPool(2))
            .head(globalAverage(), dense(2).softmax())
            .labels("blue", "red");
    Split images =
        Split.of(
            ImageFolder.read(Path.of("images"), ImageFolder.Options.defaults()),
            Ratios.parse("8:1:1"),
            42);
    try (Model model = Model.create(network, 42)) {
      Trainer.with(Optimizer.adam(0.01)).epochs(10).train(model, images);
      model.save(Path.of("tiny.zip"));
    }
    try (Model model = Model.open(Path.of("tiny.zip"))) {
      System.out.println(Predictor.of(model).predict(Path.of("new.png")).top(1));
    }
  }
}
