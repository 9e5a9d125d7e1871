/**
 * Edits of network descriptions: cutting, slicing, replacing, inserting, removing and renaming
 * layers and blocks, new heads, and merging several networks. Networks are immutable: an edit
 * returns a new one, together with the layers that are unchanged.
 *
 * <pre>{@code
 * Network backbone = Edits.cut(network, "conv_pw_12_relu");
 * Network middle = Edits.slice("block2", "block4").applyTo(vgg16);
 * Network wide = Edits.replace("block1/conv1", conv(128, 3).relu()).applyTo(vgg16);
 * Edit cats = Edits.dropLast(1).andThen(Edits.head(Heads.globalAverage(), List.of("cats", "dogs")));
 * Network two = Merge.named("two").tower("a", one, "add").tower("b", other, "relu").network(concat());
 * }</pre>
 */
package org.blockwright.dsl.edit;
