package org.blockwright.dsl.format;

import static org.blockwright.dsl.format.NetworkFormatTest.fails;

import org.junit.jupiter.api.Test;

/** Whatever is wrong in a file is told with the place where the file says it. */
class PlacesTest {

  @Test
  void aBlockCalledHeadIsRefusedWhereItIsCalledSo() {
    String block =
        "name: n\ninput: 8x8x3\nblocks:\n  - {name: head, conv: {kernel: 3, filters: 9}}\n";
    String message =
        "a.yaml:4:12: n: \"head\" is the name of a network's end. Use head(...) for it, and another name here.";

    fails(block + "head:\n  - globalAverage: {}\n", message);
    fails(block, message);
  }
}
