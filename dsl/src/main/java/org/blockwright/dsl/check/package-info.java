/**
 * What can be wrong with a description, one message each, and the arithmetic of windows.
 *
 * <pre>{@code
 * Problems.require(units >= 1, () -> Problems.number("dense", "units", 1, units));
 * int side = Windows.side(224, 3, 2, true, 0, 1);   // 112
 * }</pre>
 */
package org.blockwright.dsl.check;
