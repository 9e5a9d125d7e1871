/**
 * The networks, each as a table and a short builder, exact to Keras Applications or to the paper.
 *
 * <pre>{@code
 * Network network = Zoo.get("mobilenet").network(Shape.of(224, 224, 3), List.of("cat", "dog"));
 * Network wide = Vgg.vgg16(Shape.of(224, 224, 3), List.of("cat", "dog"));
 * }</pre>
 */
package org.blockwright.zoo;
