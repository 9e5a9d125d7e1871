import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.lowering.Lowering;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.model.Model;
import org.blockwright.zoo.Entry;
import org.blockwright.zoo.Zoo;

/**
 * Seconds from a name to a network that can run, for every network of the zoo at its own size and
 * labels: describing it, lowering it to DL4J's configuration, and making the graph with its initial
 * weights (which lowers once more). Medians of so many rounds, after one that is left out.
 *
 * <pre>
 * java -cp 'app/target/classes:app/target/lib/*' bench/LoweringTime.java ROUNDS [NETWORK...]
 * </pre>
 */
public final class LoweringTime {
  public static void main(String[] args) {
    int rounds = Integer.parseInt(args[0]);
    List<String> only = Arrays.asList(args).subList(1, args.length);
    System.out.printf("%-20s %12s %10s %10s %10s%n", "network", "parameters", "describe", "lower", "initialize");
    for (Entry entry : Zoo.entries()) {
      if (!only.isEmpty() && !only.contains(entry.name())) {
        continue;
      }
      List<double[]> seconds = new ArrayList<>();
      long parameters = 0;
      for (int round = 0; round <= rounds; round++) {
        long start = System.nanoTime();
        Network network = entry.network();
        long described = System.nanoTime();
        Lowering.lower(network.graph(), Plan.inference());
        long lowered = System.nanoTime();
        try (Model model = Model.initialized(network, round)) {
          long made = System.nanoTime();
          parameters = model.graph().numParams();
          if (round > 0) {
            seconds.add(new double[] {(described - start) / 1e9, (lowered - described) / 1e9, (made - lowered) / 1e9});
          }
        }
      }
      System.out.printf("%-20s %,12d %10.3f %10.3f %10.3f%n",
          entry.name(), parameters, median(seconds, 0), median(seconds, 1), median(seconds, 2));
    }
  }

  private static double median(List<double[]> rows, int column) {
    double[] sorted = rows.stream().mapToDouble(row -> row[column]).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
