import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.blockwright.dsl.Network;
import org.blockwright.model.Model;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;

/**
 * Prints the median seconds to build each network of the zoo at its original input size and labels: describing
 * it, lowering it to a DL4J configuration, and creating the graph with initial weights (which includes lowering
 * again). One warm-up run is not counted.
 *
 * <pre>
 * java -cp 'app/target/classes:app/target/lib/*' bench/LoweringTime.java RUNS [NETWORK...]
 * </pre>
 */
public final class LoweringTime {
  public static void main(String[] args) {
    int runs = Integer.parseInt(args[0]);
    List<String> names = Arrays.asList(args).subList(1, args.length);
    System.out.printf("%-20s %12s %10s %10s %10s%n", "network", "parameters", "describe", "lower", "initialize");
    for (ZooModel zooModel : Zoo.models()) {
      if (!names.isEmpty() && !names.contains(zooModel.name())) {
        continue;
      }
      List<double[]> seconds = new ArrayList<>();
      long parameters = 0;
      for (int run = 0; run <= runs; run++) {
        long start = System.nanoTime();
        Network network = zooModel.network();
        long described = System.nanoTime();
        Lowering.lower(network.graph(), TrainingPlan.inference(network));
        long lowered = System.nanoTime();
        try (Model model = Model.create(network, run)) {
          long initialized = System.nanoTime();
          parameters = model.graph().numParams();
          if (run > 0) {
            seconds.add(
                new double[] {
                  (described - start) / 1e9, (lowered - described) / 1e9, (initialized - lowered) / 1e9
                });
          }
        }
      }
      System.out.printf("%-20s %,12d %10.3f %10.3f %10.3f%n",
          zooModel.name(), parameters, median(seconds, 0), median(seconds, 1), median(seconds, 2));
    }
  }

  private static double median(List<double[]> rows, int column) {
    double[] sorted = rows.stream().mapToDouble(row -> row[column]).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
