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
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.layer.Block;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * DL4J activates in place. Who else reads what an activation reads, be it the user, gets the values
 * from before, though the activation reads them through layers that hand on their input's memory.
 */
class InPlaceActivationTest {
  record Case(String name, List<Block> layers) {
    Block[] activated() {
      return Stream.concat(layers.stream(), Stream.of(swish())).toArray(Block[]::new);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> ways() {
    return List.of(
        new Case("itself", List.of()),
        new Case("dropout", List.of(dropout(0.5))),
        new Case("flatten", List.of(flatten())),
        new Case("flatten of a vector", List.of(flatten(), flatten())),
        new Case("scale", List.of(scale(2))),
        new Case("crop", List.of(crop(1, 0, 0, 1))),
        new Case("crop of nothing", List.of(crop(0, 0, 0, 0))),
        new Case("pad of nothing", List.of(zeroPad(0))),
        new Case("dropout, crop, flatten", List.of(dropout(0.5), crop(0, 1, 1, 0), flatten())),
        new Case("two activations", List.of(dropout(0.5), swish(), dropout(0.5))));
  }

  private static SymbolicTensors withOtherReaders(SymbolicTensor shared, Case way) {
    // One who reads before, one who reads behind, whatever order DL4J takes.
    return SymbolicTensors.of("before", shared.then("before", conv(2, 1)))
        .and("activated", shared.then("activated", way.activated()))
        .and("behind", shared.then("behind", conv(2, 1)));
  }

  private static void verify(Network network) {
    try (Model model = Model.create(network, 1)) {
      ReferenceCheck.randomize(model);
      ReferenceCheck.verify(model);
    }
  }

  private static Network network() {
    return Network.named("g").input(3, 4, 2);
  }

  /** A graph behind the layer "shared". */
  private static Network afterSharedLayer(Function<SymbolicTensor, SymbolicTensors> wiring) {
    return network().subgraph("w", in -> wiring.apply(in.get("input").then("shared", conv(3, 1))));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void onAnInput(Case way) {
    verify(network().subgraph("w", in -> withOtherReaders(in.get("input"), way)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void onAnInputThatNobodyElseReads(Case way) {
    verify(network().block("b", way.activated()));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void onWhatAnotherLayerReads(Case way) {
    verify(afterSharedLayer(shared -> withOtherReaders(shared, way)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void onAnOutput(Case way) {
    verify(
        afterSharedLayer(
            shared ->
                SymbolicTensors.of("raw", shared)
                    .and("activated", shared.then("activated", way.activated()))));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void onAnOutputThatIsReadFurther(Case way) {
    verify(afterSharedLayer(shared -> withOtherReaders(shared, way).and("raw", shared)));
  }
}
