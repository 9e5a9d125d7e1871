/**
 * What a run leaves for people to read: one HTML file that needs nothing else, for one run or
 * several beside each other.
 *
 * <pre>{@code
 * RunSection run = RunSection.named("vgg16 with weights")
 *     .command("./blockwright train --model vgg16 --data xray")
 *     .provenance(ImmutableMap.of("seed", "42", "weights", "imagenet"))
 *     .summary(summaryText)
 *     .history(history)
 *     .measured("test", measurements)
 *     .notes(List.of("the split is by patient"));
 * ReportData data = ReportData.of("Chest X-rays", List.of(run))
 *     .thumbnails(key -> pictures.read(key));
 * Report.write(Path.of("report.html"), data);
 * }</pre>
 */
package org.blockwright.training.report;
