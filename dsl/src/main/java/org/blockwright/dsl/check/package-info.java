/**
 * Checks of descriptions and their error messages, and the arithmetic of sliding windows.
 *
 * <pre>{@code
 * Problems.require(units >= 1, () -> Problems.belowMinimum("dense", "units", 1, units));
 * int size = Windows.outputSize(224, 3, 2, true, 0, 1);   // 112
 * }</pre>
 */
package org.blockwright.dsl.check;
