package org.blockwright.model;

import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.crop;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.scale;
import static org.blockwright.dsl.Layers.swish;
import static org.blockwright.dsl.Layers.zeroPad;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.blockwright.dsl.Flow;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Piece;
import org.blockwright.dsl.Ports;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * DL4J activates in place. Who else reads what an activation reads, be it the user, gets the values
 * from before, though the activation reads them through layers that hand on their input's memory.
 */
class GuardTest {
  record Way(String name, List<Piece> between) {
    Piece[] activated() {
      return Stream.concat(between.stream(), Stream.of(swish())).toArray(Piece[]::new);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Way> ways() {
    return List.of(
        new Way("itself", List.of()),
        new Way("dropout", List.of(dropout(0.5))),
        new Way("flatten", List.of(flatten())),
        new Way("flatten of a vector", List.of(flatten(), flatten())),
        new Way("scale", List.of(scale(2))),
        new Way("crop", List.of(crop(1, 0, 0, 1))),
        new Way("crop of nothing", List.of(crop(0, 0, 0, 0))),
        new Way("pad of nothing", List.of(zeroPad(0))),
        new Way("dropout, crop, flatten", List.of(dropout(0.5), crop(0, 1, 1, 0), flatten())),
        new Way("two activations", List.of(dropout(0.5), swish(), dropout(0.5))));
  }

  private static Ports around(Flow shared, Way way) {
    // One who reads before, one who reads behind, whatever order DL4J takes.
    return Ports.of("before", shared.then("before", conv(1, 2)))
        .and("activated", shared.then("activated", way.activated()))
        .and("behind", shared.then("behind", conv(1, 2)));
  }

  private static void agrees(Network network) {
    try (Model model = Model.initialized(network, 1)) {
      Agreement.randomize(model);
      Agreement.holds(model);
    }
  }

  private static Network network() {
    return Network.named("g").input(3, 4, 2);
  }

  /** A graph behind the layer "shared". */
  private static Network sharing(Function<Flow, Ports> wiring) {
    return network().wiring("w", in -> wiring.apply(in.get("input").then("shared", conv(1, 3))));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void onAnInput(Way way) {
    agrees(network().wiring("w", in -> around(in.get("input"), way)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void onAnInputThatNobodyElseReads(Way way) {
    agrees(network().block("b", way.activated()));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void onWhatAnotherLayerReads(Way way) {
    agrees(sharing(shared -> around(shared, way)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void onAnOutput(Way way) {
    agrees(
        sharing(
            shared ->
                Ports.of("raw", shared)
                    .and("activated", shared.then("activated", way.activated()))));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void onAnOutputThatIsReadFurther(Way way) {
    agrees(sharing(shared -> around(shared, way).and("raw", shared)));
  }
}
