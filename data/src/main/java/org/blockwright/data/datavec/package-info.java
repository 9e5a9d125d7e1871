/**
 * The one bridge to DataVec: an {@link org.blockwright.data.augment.Augmentation} where DataVec
 * wants an {@code ImageTransform}.
 *
 * <pre>{@code
 * ImageTransform some =
 *     new AugmentationTransform(Augmentation.parse("flip,rotate=10,noise=5"), 42, 0);
 * ImageRecordReader records = new ImageRecordReader(224, 224, 3, new ParentPathLabelGenerator());
 * records.initialize(new FileSplit(folder), some);
 * DataSetIterator batches = new RecordReaderDataSetIterator(records, 32, 1, 2);
 * }</pre>
 */
package org.blockwright.data.datavec;
