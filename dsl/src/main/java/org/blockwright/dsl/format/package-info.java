/**
 * Descriptions as files, YAML or JSON, both ways; documented in docs/description-format.md.
 *
 * <pre>{@code
 * String text = NetworkFormat.toYaml(network);
 * Network same = NetworkFormat.read(Path.of("vgg16.yaml"));
 * }</pre>
 */
package org.blockwright.dsl.format;
