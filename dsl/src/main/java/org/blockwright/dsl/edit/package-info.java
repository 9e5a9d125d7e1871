/**
 * New descriptions out of old ones; what is not touched stays equal.
 *
 * <pre>{@code
 * Network trunk = Edits.cut(Zoo.network("mobilenet"), "conv_pw_12_relu");
 * Network cats = Edits.withHead(trunk, Heads.pool(2), List.of("cats", "dogs"));
 * }</pre>
 */
package org.blockwright.dsl.edit;
