/**
 * Networks, each a table and a short builder, exactly as in Keras Applications or in the paper.
 *
 * <pre>{@code
 * Network network = Zoo.get("mobilenet").network(Shape.of(224, 224, 3), List.of("cat", "dog"));
 * Network vgg = Vgg.vgg16(Shape.of(224, 224, 3), List.of("cat", "dog"));
 * }</pre>
 */
package org.blockwright.zoo;
