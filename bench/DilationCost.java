import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.model.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Milliseconds of a forward pass of a 3x3 convolution of 64 channels to 64 on 56x56 at dilations, the
 * median of so many after three that are left out.
 *
 * <pre>
 * java -cp 'app/target/classes:app/target/lib/*' bench/DilationCost.java BATCH ROUNDS DILATION...
 * </pre>
 */
public final class DilationCost {
  public static void main(String[] args) {
    int batch = Integer.parseInt(args[0]);
    int rounds = Integer.parseInt(args[1]);
    for (int i = 2; i < args.length; i++) {
      int dilation = Integer.parseInt(args[i]);
      Network network = Network.named("n").input(56, 56, 64).block("b", Layers.conv(3, 64).dilation(dilation));
      INDArray pictures = Nd4j.rand(batch, 64, 56, 56);
      List<Double> all = new ArrayList<>();
      try (Model model = Model.initialized(network, 1)) {
        for (int round = -3; round < rounds; round++) {
          long start = System.nanoTime();
          model.predict(pictures);
          if (round >= 0) {
            all.add((System.nanoTime() - start) / 1e6);
          }
        }
      }
      Collections.sort(all);
      System.out.printf("dilation %d: %.0f ms%n", dilation, all.get(all.size() / 2));
    }
  }
}
