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
 * DL4J activates in place. Other consumers of an activation's input, the user included, must get
 * the values before activation, even if layers that share memory with their input come between.
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

  static List<Case> cases() {
    return List.of(
        new Case("itself", List.of()),
        new Case("dropout", List.of(dropout(0.5))),
        new Case("flatten", List.of(flatten())),
        new Case("flatten of a vector", List.of(flatten(), flatten())),
        new Case("scale", List.of(scale(2))),
        new Case("crop", List.of(crop(1, 0, 0, 1))),
        new Case("crop of nothing", List.of(crop(0, 0, 0, 0))),
        new Case("padding of nothing", List.of(zeroPad(0))),
        new Case("dropout, crop, flatten", List.of(dropout(0.5), crop(0, 1, 1, 0), flatten())),
        new Case("two activations", List.of(dropout(0.5), swish(), dropout(0.5))));
  }

  private static SymbolicTensors withOtherConsumers(SymbolicTensor shared, Case layers) {
    // One consumer runs before the activation and one after it, whatever order DL4J chooses.
    return SymbolicTensors.of("before", shared.then("before", conv(2, 1)))
        .and("activated", shared.then("activated", layers.activated()))
        .and("after", shared.then("after", conv(2, 1)));
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

  /** A graph after the layer "shared". */
  private static Network afterSharedLayer(Function<SymbolicTensor, SymbolicTensors> wiring) {
    return network().subgraph("w", in -> wiring.apply(in.get("input").then("shared", conv(3, 1))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void onInput(Case layers) {
    verify(network().subgraph("w", in -> withOtherConsumers(in.get("input"), layers)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void onInputWithoutOtherConsumers(Case layers) {
    verify(network().block("b", layers.activated()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void onLayerWithOtherConsumers(Case layers) {
    verify(afterSharedLayer(shared -> withOtherConsumers(shared, layers)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void onOutput(Case layers) {
    verify(
        afterSharedLayer(
            shared ->
                SymbolicTensors.of("raw", shared)
                    .and("activated", shared.then("activated", layers.activated()))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void onOutputWithOtherConsumers(Case layers) {
    verify(afterSharedLayer(shared -> withOtherConsumers(shared, layers).and("raw", shared)));
  }
}
