package org.blockwright.zoo;

import org.junit.jupiter.api.Tag;

/** Networks with more than 500 layers. */
@Tag("slow")
class VeryDeepNetworkGradientTest extends NetworkGradientContract {
  VeryDeepNetworkGradientTest() {
    super(Depth.VERY_DEEP.names());
  }
}
