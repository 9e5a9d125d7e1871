package org.blockwright.data;

/**
 * A file that is left out.
 *
 * @param key its path from the set's folder, with {@code /}
 * @param reason why, for people
 */
public record SkippedFile(String key, String reason) {}
