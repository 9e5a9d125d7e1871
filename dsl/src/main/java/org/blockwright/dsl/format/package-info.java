/**
 * Network descriptions as YAML or JSON files; the format is documented in
 * docs/description-format.md.
 *
 * <pre>{@code
 * String text = NetworkFormat.toYaml(network);
 * Network same = NetworkFormat.read(Path.of("vgg16.yaml"));
 * }</pre>
 */
package org.blockwright.dsl.format;
