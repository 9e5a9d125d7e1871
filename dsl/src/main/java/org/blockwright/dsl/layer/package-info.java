/**
 * Layers and the blocks that contain them, as immutable values. Users create them with {@link
 * org.blockwright.dsl.Layers}.
 *
 * <pre>{@code
 * Layer layer = Layers.conv(64, 3).stride(2).relu();
 * Shape output = layer.output(location, List.of(Shape.of(224, 224, 3)));   // 112x112x64
 * }</pre>
 */
package org.blockwright.dsl.layer;
