package org.blockwright.zoo;

import org.junit.jupiter.api.Tag;

/** Networks with many layers. */
@Tag("slow")
class DeepZooTest extends ZooContract {
  DeepZooTest() {
    super(Depth.MEDIUM, Depth.DEEP, Depth.VERY_DEEP);
  }
}
