/**
 * Augmented copies of images on disk: {@link org.blockwright.data.copies.AugmentedCopies} writes
 * them with the class, group and subset of their origin, {@link
 * org.blockwright.data.copies.ContactSheet} shows them.
 */
package org.blockwright.data.copies;
