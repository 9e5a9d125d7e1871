import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.blockwright.data.Batches;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImageFolder;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.engine.BenchmarkRuns;
import org.blockwright.model.Model;
import org.blockwright.model.ModelBench;
import org.blockwright.model.lowering.TrainingPlan;
import org.blockwright.training.History;
import org.blockwright.training.Trainer;
import org.blockwright.zoo.Zoo;

/**
 * Compares the duration of an epoch with the sum of what it has to do: the training steps and the forward
 * passes of validation, on a batch in memory, and the processor time of decoding all images, divided by the
 * number of cores. Prints the median of the epochs after the first one.
 *
 * <pre>
 * java -cp 'app/target/classes:app/target/lib/*' bench/TrainerOverhead.java NETWORK TRAIN VALIDATION BATCH EPOCHS
 * </pre>
 */
public final class TrainerOverhead {
  public static void main(String[] args) {
    String name = args[0];
    Dataset train = ImageFolder.read(Path.of(args[1]), ImageFolder.Options.defaults());
    Dataset validation = ImageFolder.read(Path.of(args[2]), ImageFolder.Options.defaults());
    int batchSize = Integer.parseInt(args[3]);
    int epochs = Integer.parseInt(args[4]);
    int cores = Runtime.getRuntime().availableProcessors();
    Network network =
        Zoo.get(name).network(Zoo.get(name).input(), train.classes(), name.equals("vgg16") ? "original" : "global-average");
    ImagePreprocessor preprocessor = ImagePreprocessor.of(network);
    Optimizer optimizer = Optimizer.adam(1e-5);

    // Twice, since the first time includes the compilation of Java.
    decodingSeconds(validation, preprocessor, batchSize);
    double decoding = decodingSeconds(train, preprocessor, batchSize) + decodingSeconds(validation, preprocessor, batchSize);
    List<History.Epoch> history;
    try (Model model = Model.create(network, 1)) {
      history =
          Trainer.with(optimizer).epochs(epochs).patience(0).batchSize(batchSize).seed(1)
              .train(model, train, Optional.of(validation)).history().epochs();
    }
    TrainingPlan plan = TrainingPlan.of(network, optimizer, LearningRateMultipliers.uniform(), 1);
    BenchmarkRuns runs = new BenchmarkRuns(3, 20, 30);
    double forward;
    double step;
    try (Model model = Model.create(network, 1)) {
      forward = ModelBench.forward(model, batchSize, runs).medianSeconds() * batches(validation, batchSize);
      step = ModelBench.trainingStep(model, plan, batchSize, runs).medianSeconds() * batches(train, batchSize);
    }

    double[] seconds = history.stream().skip(1).mapToDouble(History.Epoch::seconds).toArray();
    double[] waiting = history.stream().skip(1).mapToDouble(e -> e.dataWaitSeconds() / e.seconds()).toArray();
    double expected = step + forward + decoding / cores;
    System.out.printf(
        "%s, batch size %d, %d and %d images: steps %.1f s + forward %.1f s + decoding %.1f s / %d = %.1f s; epoch %.1f s, ratio %.3f, waiting for data %.2f %%%n",
        name, batchSize, train.size(), validation.size(), step, forward, decoding, cores, expected, median(seconds),
        median(seconds) / expected, 100 * median(waiting));
  }

  private static double batches(Dataset data, int batchSize) {
    return data.size() / (double) batchSize;
  }

  /** Processor time of decoding and preprocessing all images. */
  private static double decodingSeconds(Dataset data, ImagePreprocessor preprocessor, int batchSize) {
    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = system.getProcessCpuTime();
    try (Batches batches = Batches.inOrder(data, preprocessor, batchSize, 1)) {
      while (batches.hasNext()) {
        batches.next();
        batches.release(batches.features());
      }
    }
    return (system.getProcessCpuTime() - start) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
