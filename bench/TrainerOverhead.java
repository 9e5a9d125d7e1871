import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.Progress;
import org.blockwright.data.Batches;
import org.blockwright.data.Dataset;
import org.blockwright.data.ImageFolder;
import org.blockwright.data.PictureReader;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Rates;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.model.Model;
import org.blockwright.training.History;
import org.blockwright.training.Trainer;
import org.blockwright.zoo.Zoo;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;

/**
 * What the trainer adds to DL4J's bare step: seconds a step of {@code ComputationGraph.fit} on one batch
 * in memory, beside seconds a step of a whole epoch of the trainer, pictures decoded from disk. Rounds
 * of both are taken in turns, and the medians compared.
 *
 * <pre>
 * java -cp 'app/target/classes:app/target/lib/*' bench/TrainerOverhead.java NETWORK PICTURES BATCH STEPS ROUNDS
 * </pre>
 */
public final class TrainerOverhead {
  public static void main(String[] args) {
    int batch = Integer.parseInt(args[2]);
    int steps = Integer.parseInt(args[3]);
    int rounds = Integer.parseInt(args[4]);
    Dataset all = ImageFolder.read(Path.of(args[1]), ImageFolder.Options.defaults());
    int stride = Math.max(1, all.size() / (batch * steps));
    Dataset data = all.where(s -> all.samples().indexOf(s) % stride == 0 && all.samples().indexOf(s) / stride < batch * steps);
    Network network = Zoo.get(args[0]).network(Zoo.get(args[0]).input(), data.classes(), args[0].equals("vgg16") ? "full" : "pool");
    PictureReader reader = PictureReader.of(network);
    Plan plan = Plan.of(network.graph(), Optimizer.sgd(1e-5), Rates.none(), 1);
    double[] bare = new double[rounds];
    double[] trainer = new double[rounds];
    double[] waited = new double[rounds];
    try (Model model = Model.initialized(network, 1);
        Batches batches = Batches.inOrder(data, reader, batch, 2)) {
      DataSet one = batches.next();
      for (int round = -1; round < rounds; round++) {
        double step = bareStep(model, network, plan, one, steps);
        History.Epoch epoch =
            Trainer.of(Optimizer.sgd(1e-5)).epochs(2).batch(batch).seed(1)
                .train(model, data, Optional.empty(), reader)
                .history().last().orElseThrow();
        if (round >= 0) {
          bare[round] = step;
          trainer[round] = epoch.seconds() / Math.ceil(data.size() / (double) batch);
          waited[round] = epoch.dataWaitSeconds() / epoch.seconds();
          System.out.printf("round %d: bare %.3f s, trainer %.3f s a step, waiting %.2f %%%n", round + 1, bare[round], trainer[round], 100 * waited[round]);
        }
      }
    }
    System.out.printf("%s, batch %d, %d pictures: bare step %.3f s, trainer %.3f s, ratio %.3f, waiting for pictures %.2f %%%n",
        args[0], batch, data.size(), median(bare), median(trainer), median(trainer) / median(bare), 100 * median(waited));
  }

  private static double bareStep(Model model, Network network, Plan plan, DataSet one, int steps) {
    ComputationGraph graph = model.toTrain(network.graph(), plan);
    graph.fit(one);
    long start = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      graph.fit(one);
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
