/**
 * The description language: immutable words for layers, blocks and networks that know every shape.
 *
 * <pre>{@code
 * record Stage(int convs, int filters) {}
 *
 * Network vgg = Network.named("vgg16").input(224, 224, 3)
 *     .blocks("block", List.of(new Stage(2, 64), new Stage(2, 128)),
 *         s -> seq(conv(3, s.filters()).relu().times(s.convs()), maxPool(2)))
 *     .head(flatten(), dense(2), softmax())
 *     .labels("cat", "dog");
 * }</pre>
 */
package org.blockwright.dsl;
