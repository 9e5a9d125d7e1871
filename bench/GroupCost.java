import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.globalAverage;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.layer.Block;
import org.blockwright.engine.BenchmarkRuns;
import org.blockwright.engine.Timing;
import org.blockwright.model.Model;
import org.blockwright.model.ModelBench;
import org.blockwright.model.lowering.TrainingPlan;

/**
 * Prints the time of a grouped 3x3 convolution from 64 to 64 channels on 56x56, for each number of groups:
 * milliseconds of a forward pass and of a training step (the fastest run), and the parameters of the
 * convolution. Global average pooling and a dense layer with two outputs follow it, so that it can be trained.
 * The last line is a depthwise convolution.
 *
 * <pre>
 * java -cp 'app/target/classes:app/target/lib/*' bench/GroupCost.java BATCH RUNS GROUPS...
 * </pre>
 */
public final class GroupCost {
  private static final int CHANNELS = 64;

  public static void main(String[] args) {
    int batchSize = Integer.parseInt(args[0]);
    int runs = Integer.parseInt(args[1]);
    Map<String, Block> convolutions = new LinkedHashMap<>();
    for (String groups : Arrays.asList(args).subList(2, args.length)) {
      convolutions.put(groups, conv(CHANNELS, 3).groups(Integer.parseInt(groups)));
    }
    convolutions.put("depthwise", depthwiseConv(3));
    System.out.printf("%-10s %10s %11s %8s%n", "groups", "parameters", "forward ms", "step ms");
    convolutions.forEach((name, convolution) -> measure(name, convolution, batchSize, runs));
  }

  private static void measure(String name, Block convolution, int batchSize, int runs) {
    Network network =
        Network.named("groups")
            .input(56, 56, CHANNELS)
            .block("b", convolution)
            .head(globalAverage(), dense(2).softmax());
    TrainingPlan plan =
        TrainingPlan.of(network, Optimizer.sgd(1e-3), LearningRateMultipliers.uniform(), 1);
    try (Model model = Model.create(network, 1)) {
      List<Timing> timings = ModelBench.of(model, plan, batchSize, BenchmarkRuns.of(runs));
      long headParameters = 2 * CHANNELS + 2;
      System.out.printf("%-10s %,10d %11.1f %8.1f%n",
          name, model.graph().numParams() - headParameters, milliseconds(timings.get(0)), milliseconds(timings.get(1)));
    }
  }

  private static double milliseconds(Timing timing) {
    return 1e3 * Collections.min(timing.seconds());
  }
}
