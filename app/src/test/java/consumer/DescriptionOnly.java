package consumer;

import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;

import org.blockwright.dsl.Network;
import org.blockwright.dsl.show.Summary;
import org.blockwright.zoo.Zoo;

/** Program of a project that depends on descriptions of networks only. */
public final class DescriptionOnly {
  private DescriptionOnly() {}

  /** Prints the summary of a network and the number of networks in the zoo. */
  public static void main(String[] arguments) {
    Network network =
        Network.named("tiny")
            .input(32, 32, 3)
            .block("block1", conv(8, 3).relu())
            .head(globalAverage(), dense(2).softmax())
            .labels("cat", "dog");
    System.out.println(Summary.of(network));
    System.out.println(Zoo.names().size() + " networks");
  }
}
