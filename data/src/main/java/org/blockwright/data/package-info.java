/**
 * Image datasets: reads folders, splits them, and loads images as batches for training and
 * evaluation.
 *
 * <pre>{@code
 * Dataset data = ImageFolder.read(Path.of("xray"),
 *     ImageFolder.Options.defaults().withGrouping(Grouping.byFileName("^(\\d{8})_")));
 * Split split = Split.of(data, Ratios.DEFAULT, Split.DEFAULT_SEED);
 * split.write(Path.of("split.csv"));
 * ImagePreprocessor preprocessor =
 *     ImagePreprocessor.of(Shape.of(224, 224, 3), Preprocessing.TF);
 * try (Batches batches = Batches.shuffled(
 *     split.train(), preprocessor, Augmentation.parse("flip,rotate=10"), 42, 32, 2)) {
 *   graph.fit(batches, 5);
 * }
 * }</pre>
 */
package org.blockwright.data;
