/**
 * Reports: a single HTML file about one run, or about several runs and their comparison.
 *
 * <pre>{@code
 * RunSection run = RunSection.named("vgg16 with weights")
 *     .command("./blockwright train --model vgg16 --data xray")
 *     .provenance(ImmutableMap.of("seed", "42", "weights", "imagenet"))
 *     .summary(summaryText)
 *     .history(history)
 *     .withMeasurements("test", measurements)
 *     .notes(List.of("the split is by patient"));
 * ReportData data = ReportData.of("Chest X-rays", List.of(run))
 *     .images(key -> Optional.of(ImageSource.of(folder.resolve(key))));
 * Report.write(Path.of("report.html"), data);
 * }</pre>
 */
package org.blockwright.training.report;
