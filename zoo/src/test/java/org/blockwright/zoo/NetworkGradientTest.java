package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Small networks; the other subclasses have all others. */
class NetworkGradientTest extends NetworkGradientContract {
  NetworkGradientTest() {
    super(FAST.stream());
  }

  @Test
  void everyNetworkIsTested() {
    Stream<NetworkGradientContract> classes =
        Stream.of(
            this,
            new ShallowNetworkGradientTest(),
            new MediumNetworkGradientTest(),
            new DeepNetworkGradientTest(),
            new VeryDeepNetworkGradientTest());

    assertThat(classes.flatMap(NetworkGradientContract::names))
        .containsExactlyInAnyOrderElementsOf(
            Zoo.architectures().stream().map(ZooModel::name).toList());
  }
}
