/**
 * Summary tables and plots of networks.
 *
 * <pre>{@code
 * System.out.println(Summary.of(network));
 * System.out.println(Summary.of(network, LearningRateMultipliers.uniform().freeze("block*")).collapsed(1));
 * Drawing drawing = Drawing.of(network.graph(), 1);
 * Files.writeString(Path.of("network.svg"), Svg.of(drawing));
 * Files.writeString(Path.of("network.dot"), Dot.of(drawing));
 * }</pre>
 */
package org.blockwright.dsl.show;
