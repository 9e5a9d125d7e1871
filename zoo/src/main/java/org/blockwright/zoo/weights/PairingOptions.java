package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableSet;
import java.util.Collection;

/**
 * How strictly a file is to fit.
 *
 * @param partial whether a file may end before the network does; the rest keeps its initial values
 * @param withoutHead whether the file's top is left out even where it would fit
 * @param wholeNetwork names of all layers that the network had before it was cut, if known: such a
 *     layer of the file may stand among those that are used, and another one is refused even after
 *     them
 */
public record PairingOptions(
    boolean partial, boolean withoutHead, ImmutableSet<String> wholeNetwork) {
  /** Everything must fit; a top that fits is taken. */
  public static final PairingOptions STRICT = new PairingOptions(false, false, ImmutableSet.of());

  /** The same, and a file may end before the network does. */
  public PairingOptions allowPartial() {
    return new PairingOptions(true, withoutHead, wholeNetwork);
  }

  /** The same, and the file's top is left out. */
  public PairingOptions leaveOutHead() {
    return new PairingOptions(partial, true, wholeNetwork);
  }

  /** The same for what is left of a network with these layers. */
  public PairingOptions cutFrom(Collection<String> layers) {
    return new PairingOptions(partial, withoutHead, ImmutableSet.copyOf(layers));
  }
}
