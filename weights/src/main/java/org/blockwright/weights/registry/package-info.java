/**
 * Published weights by name: what is known about each file, the files at hand, and their download.
 *
 * <pre>{@code
 * WeightsEntry entry = WeightsRegistry.bundled().defaultFor("mobilenet", true).orElseThrow();
 * System.out.println(entry.preprocessing().description() + ", " + entry.license());
 * }</pre>
 */
package org.blockwright.weights.registry;
