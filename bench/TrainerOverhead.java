import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.blockwright.data.Batches;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImageFolder;
import org.blockwright.data.ImagePreprocessor;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.TrainingPlan;
import org.blockwright.training.History;
import org.blockwright.training.Trainer;
import org.blockwright.zoo.Zoo;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Compares the trainer with stock DL4J: seconds per step of {@code ComputationGraph.fit} on one batch in
 * memory, and seconds per step of an epoch of the trainer, which decodes images from disk. Both are measured
 * in turn in each run; the medians are printed.
 *
 * <pre>
 * java -cp 'app/target/classes:app/target/lib/*' bench/TrainerOverhead.java NETWORK IMAGES BATCH STEPS RUNS
 * </pre>
 */
public final class TrainerOverhead {
  public static void main(String[] args) {
    int batchSize = Integer.parseInt(args[2]);
    int steps = Integer.parseInt(args[3]);
    int runs = Integer.parseInt(args[4]);
    Dataset all = ImageFolder.read(Path.of(args[1]), ImageFolder.Options.defaults());
    int stride = Math.max(1, all.size() / (batchSize * steps));
    Dataset data =
        all.filter(
            sample ->
                all.samples().indexOf(sample) % stride == 0
                    && all.samples().indexOf(sample) / stride < batchSize * steps);
    Network network =
        Zoo.get(args[0])
            .network(Zoo.get(args[0]).input(), data.classes(), args[0].equals("vgg16") ? "original" : "global-average");
    ImagePreprocessor preprocessor = ImagePreprocessor.of(network);
    TrainingPlan plan =
        TrainingPlan.of(network, Optimizer.sgd(1e-5), LearningRateMultipliers.uniform(), 1);
    double[] bare = new double[runs];
    double[] trainer = new double[runs];
    double[] waiting = new double[runs];
    try (Model model = Model.create(network, 1);
        Batches batches = Batches.inOrder(data, preprocessor, batchSize, 2)) {
      DataSet batch = batches.next();
      for (int run = -1; run < runs; run++) {
        double step = bareStep(model, network, plan, batch, steps);
        History.Epoch epoch =
            Trainer.with(Optimizer.sgd(1e-5)).epochs(2).batchSize(batchSize).seed(1)
                .train(model, data, Optional.empty())
                .history().last().orElseThrow();
        if (run >= 0) {
          bare[run] = step;
          trainer[run] = epoch.seconds() / Math.ceil(data.size() / (double) batchSize);
          waiting[run] = epoch.dataWaitSeconds() / epoch.seconds();
          System.out.printf("run %d: bare %.3f s, trainer %.3f s per step, waiting %.2f %%%n",
              run + 1, bare[run], trainer[run], 100 * waiting[run]);
        }
      }
    }
    System.out.printf("%s, batch size %d, %d images: bare step %.3f s, trainer %.3f s, ratio %.3f, waiting for data %.2f %%%n",
        args[0], batchSize, data.size(), median(bare), median(trainer), median(trainer) / median(bare), 100 * median(waiting));
  }

  private static double bareStep(Model model, Network network, TrainingPlan plan, DataSet batch, int steps) {
    ComputationGraph graph = model.trainingGraph(network.graph(), plan);
    graph.fit(batch);
    long start = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      graph.fit(batch);
    }
    double seconds = (System.nanoTime() - start) / 1e9 / steps;
    graph.close();
    return seconds;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
