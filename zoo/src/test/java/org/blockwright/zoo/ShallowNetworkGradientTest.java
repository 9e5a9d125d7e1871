package org.blockwright.zoo;

import org.junit.jupiter.api.Tag;

/** Networks with few layers that take more time. */
@Tag("slow")
class ShallowNetworkGradientTest extends NetworkGradientContract {
  ShallowNetworkGradientTest() {
    super(Depth.SHALLOW.names().filter(name -> !FAST.contains(name)));
  }
}
