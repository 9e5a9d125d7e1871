package org.blockwright.engine.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;

class CompiledProblemsTest {
  @Test
  void outOfMemory() {
    assertThat(
            CompiledProblems.outOfMemory(
                3 * 1024 * 1024 + 1, "activations", new OutOfMemoryError("limit reached")))
        .hasMessage(
            "The compiled graph cannot allocate 4 MB for activations (limit reached). Lower the"
                + " batch size or the input size, or raise --memory.");
  }

  @Test
  void allocationThatDoesNotFitIsReported() {
    assertThatThrownBy(() -> NativeMemory.allocate(1L << 46, "activations of [[1, 3, 9, 9]]"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "The compiled graph cannot allocate 67108864 MB for activations of [[1, 3, 9, 9]] (");
  }
}
