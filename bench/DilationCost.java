import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.model.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Prints the median milliseconds of a forward pass of a 3x3 convolution from 64 to 64 channels on 56x56, for
 * each dilation. Three warm-up runs are not counted.
 *
 * <pre>
 * java -cp 'app/target/classes:app/target/lib/*' bench/DilationCost.java BATCH RUNS DILATION...
 * </pre>
 */
public final class DilationCost {
  private static final int WARM_UP_RUNS = 3;

  public static void main(String[] args) {
    int batchSize = Integer.parseInt(args[0]);
    int runs = Integer.parseInt(args[1]);
    for (int i = 2; i < args.length; i++) {
      int dilation = Integer.parseInt(args[i]);
      Network network = Network.named("n").input(56, 56, 64).block("b", Layers.conv(64, 3).dilation(dilation));
      INDArray batch = Nd4j.rand(batchSize, 64, 56, 56);
      List<Double> milliseconds = new ArrayList<>();
      try (Model model = Model.create(network, 1)) {
        for (int run = -WARM_UP_RUNS; run < runs; run++) {
          long start = System.nanoTime();
          model.predict(batch);
          if (run >= 0) {
            milliseconds.add((System.nanoTime() - start) / 1e6);
          }
        }
      }
      Collections.sort(milliseconds);
      System.out.printf("dilation %d: %.0f ms%n", dilation, milliseconds.get(milliseconds.size() / 2));
    }
  }
}
