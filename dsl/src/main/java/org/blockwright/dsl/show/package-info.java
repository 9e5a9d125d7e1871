/**
 * Networks as people read them.
 *
 * <pre>{@code
 * System.out.println(Summary.of(network));
 * System.out.println(Summary.of(network, Rates.none().freeze("block*")).folded(1));
 * }</pre>
 */
package org.blockwright.dsl.show;
