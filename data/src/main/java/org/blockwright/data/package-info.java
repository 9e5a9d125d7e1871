/**
 * From a folder of pictures to batches to learn from.
 *
 * <pre>{@code
 * Dataset data = ImageFolder.read(Path.of("xray"),
 *     ImageFolder.Options.defaults().groupedBy(Grouping.byName("^(\\d{8})_")));
 * Split split = Split.of(data, Ratios.DEFAULT, Split.DEFAULT_SEED);
 * split.write(Path.of("split.csv"));
 * PictureReader reader = PictureReader.of(Shape.of(224, 224, 3), Preprocessing.TF);
 * try (Batches batches = Batches.shuffled(
 *     split.train(), reader, Augmentation.parse("flip,rotate=10"), 42, 32, 2)) {
 *   graph.fit(batches, 5);
 * }
 * }</pre>
 */
package org.blockwright.data;
