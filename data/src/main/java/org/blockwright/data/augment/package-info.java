/**
 * Random augmentation of images while training. Each result is a function of (seed, epoch, sample).
 *
 * <pre>{@code
 * Augmentation augmentation =
 *     Augmentation.parse("flip,rotate=10,translate=0.1,brightness=0.9:1.1");
 * Augmentation same = Augmentation.of(
 *     Flip.leftRight(), Rotate.upTo(10), Translate.upTo(0.1), Brightness.between(0.9, 1.1));
 * Image augmented = augmentation.apply(image, 42, epoch, "cats/cat.1.jpg");
 * }</pre>
 *
 * <p>A new step is a record that implements {@link org.blockwright.data.augment.GeometricStep} or
 * {@link org.blockwright.data.augment.PixelStep}, and a constant of {@link
 * org.blockwright.data.augment.StepType} at its position in the order, with its syntax. {@code
 * StepContractTest} names whatever is missing.
 */
package org.blockwright.data.augment;
