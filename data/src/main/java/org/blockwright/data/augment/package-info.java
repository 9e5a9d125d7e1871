/**
 * Images changed at random while learning: each change a pure function of (seed, epoch, sample).
 *
 * <pre>{@code
 * Augmentation some = Augmentation.parse("flip,rotate=10,translate=0.1,brightness=0.9:1.1");
 * Augmentation same = Augmentation.of(
 *     Flip.ofColumns(), Rotate.upTo(10), Translate.upTo(0.1), Brightness.between(0.9, 1.1));
 * Image changed = some.apply(image, 42, epoch, "cats/cat.1.jpg");
 * }</pre>
 */
package org.blockwright.data.augment;
