package org.blockwright.data;

/**
 * A file of a dataset that is not used.
 *
 * @param key its path relative to the folder of the dataset, with {@code /} as separator
 * @param reason why it is skipped, as readable text
 */
public record SkippedFile(String key, String reason) {}
