/**
 * Adapter to DataVec: an {@link org.blockwright.data.augment.Augmentation} as an {@code
 * ImageTransform}.
 *
 * <pre>{@code
 * ImageTransform transform =
 *     new AugmentationTransform(Augmentation.parse("flip,rotate=10,noise=5"), 42, 0);
 * ImageRecordReader records = new ImageRecordReader(224, 224, 3, new ParentPathLabelGenerator());
 * records.initialize(new FileSplit(folder), transform);
 * DataSetIterator batches = new RecordReaderDataSetIterator(records, 32, 1, 2);
 * }</pre>
 */
package org.blockwright.data.datavec;
