/**
 * The description language: immutable descriptions of layers, blocks and networks, with the shape
 * of every layer checked while they are written.
 *
 * <pre>{@code
 * record Stage(int convs, int filters) {}
 *
 * Network vgg = Network.named("vgg16").input(224, 224, 3)
 *     .blocks("block", List.of(new Stage(2, 64), new Stage(2, 128)),
 *         s -> seq(conv(s.filters(), 3).relu().times(s.convs()), maxPool(2)))
 *     .head(flatten(), dense(2), softmax())
 *     .labels("cat", "dog");
 * }</pre>
 */
package org.blockwright.dsl;
