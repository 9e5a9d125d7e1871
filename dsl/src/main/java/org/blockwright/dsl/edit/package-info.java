/**
 * New descriptions out of old ones; what is not touched stays equal, and an edit tells which layers
 * it kept.
 *
 * <pre>{@code
 * Network trunk = Edits.cut("conv_pw_12_relu").of(network);
 * Network middle = Edits.take("block2", "block4").of(vgg16);
 * Network wide = Edits.replace("block1/conv1", conv(3, 128).relu()).of(vgg16);
 * Edit cats = Edits.dropLast(1).then(Edits.head(Heads.pool(2), List.of("cats", "dogs")));
 * Network two = Merge.named("two").tower("a", one, "add").tower("b", other, "relu").join(concat());
 * }</pre>
 */
package org.blockwright.dsl.edit;
