package org.blockwright.data.copies;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import org.blockwright.data.SkippedFile;

/**
 * The dataset that {@link AugmentedCopies#write} wrote.
 *
 * @param folder the folder
 * @param unchanged whether the folder was already complete, so that nothing was written
 * @param originals number of training images that have copies
 * @param copies number of copies, without the images themselves
 * @param others number of validation and test images, which are unchanged
 * @param skipped files that cannot be decoded, with the reason
 */
public record CopiesResult(
    Path folder,
    boolean unchanged,
    int originals,
    int copies,
    int others,
    ImmutableList<SkippedFile> skipped) {}
