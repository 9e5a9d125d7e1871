/**
 * Metrics of predictions with 95 % confidence intervals, and the confusion matrix.
 *
 * <pre>{@code
 * List<Prediction> predictions = List.of(
 *     new Prediction("covid/a.png", "patient 1", 0, new float[] {0.8f, 0.2f}),
 *     new Prediction("normal/b.png", "patient 2", 1, new float[] {0.6f, 0.4f}));
 * Measurements test = Measurements.of(List.of("covid", "normal"), predictions, 42);
 * test.accuracy().value();                       // OptionalDouble[0.5]
 * test.classes().get(0).recall().interval();     // Wilson, 95 %
 * System.out.print(MeasurementsText.of(test));
 * MetricsJson.write(Path.of("metrics.json"), Map.of("test", test));
 * }</pre>
 */
package org.blockwright.inference.metrics;
