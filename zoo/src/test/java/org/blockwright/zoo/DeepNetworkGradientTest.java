package org.blockwright.zoo;

import org.junit.jupiter.api.Tag;

/** Networks with more than 200 layers. */
@Tag("slow")
class DeepNetworkGradientTest extends NetworkGradientContract {
  DeepNetworkGradientTest() {
    super(Depth.DEEP.names());
  }
}
