import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwise;
import static org.blockwright.dsl.Layers.globalAverage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Piece;
import org.blockwright.dsl.Rates;
import org.blockwright.dsl.lowering.Plan;
import org.blockwright.engine.Timing;
import org.blockwright.model.Model;
import org.blockwright.model.ModelBench;

/**
 * What groups cost: a 3x3 convolution of 64 channels to 64 on maps of 56x56, with a global mean and two
 * outputs behind it so that it can learn. Milliseconds of a forward pass and of a training step, the fastest
 * of the runs, and the parameters of the convolution alone. The last line is the depthwise convolution.
 *
 * <pre>
 * java -cp 'app/target/classes:app/target/lib/*' bench/GroupCost.java BATCH RUNS GROUPS...
 * </pre>
 */
public final class GroupCost {
  private static final int CHANNELS = 64;

  public static void main(String[] args) {
    int batch = Integer.parseInt(args[0]);
    int runs = Integer.parseInt(args[1]);
    Map<String, Piece> convolutions = new LinkedHashMap<>();
    for (String groups : new ArrayList<>(Arrays.asList(args).subList(2, args.length))) {
      convolutions.put(groups, conv(3, CHANNELS).groups(Integer.parseInt(groups)));
    }
    convolutions.put("depthwise", depthwise(3));
    System.out.printf("%-10s %10s %11s %8s%n", "groups", "parameters", "forward ms", "step ms");
    convolutions.forEach((name, piece) -> measure(name, piece, batch, runs));
  }

  private static void measure(String name, Piece piece, int batch, int runs) {
    Network network =
        Network.named("groups").input(56, 56, CHANNELS).block("b", piece).head(globalAverage(), dense(2).softmax());
    Plan plan = Plan.of(network.graph(), Optimizer.sgd(1e-3), Rates.none(), 1);
    try (Model model = Model.initialized(network, 1)) {
      List<Timing> times = ModelBench.of(model, plan, batch, runs);
      long head = 2 * CHANNELS + 2;
      System.out.printf("%-10s %,10d %11.1f %8.1f%n",
          name, model.graph().numParams() - head, milliseconds(times.get(0)), milliseconds(times.get(1)));
    }
  }

  private static double milliseconds(Timing timing) {
    return 1e3 * Collections.min(timing.seconds());
  }
}
