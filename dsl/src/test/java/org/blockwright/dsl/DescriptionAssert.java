package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.layer.Block;

/** Assertions for descriptions that are not valid. */
public final class DescriptionAssert {
  private DescriptionAssert() {}

  /** Asserts that a call is rejected with exactly this message. */
  public static void assertInvalid(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InvalidDescriptionException.class).hasMessage(message);
  }

  /** Returns the network "n" with an input of 8x8x3 and these blocks in a group "b". */
  public static Network network(Block... blocks) {
    return Network.named("n").input(8, 8, 3).group("b", blocks);
  }
}
