package org.blockwright.zoo;

import org.junit.jupiter.api.Tag;

/** Networks with more than 100 layers. */
@Tag("slow")
class MediumNetworkGradientTest extends NetworkGradientContract {
  MediumNetworkGradientTest() {
    super(Depth.MEDIUM.names());
  }
}
