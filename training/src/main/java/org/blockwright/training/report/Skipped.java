package org.blockwright.training.report;

/**
 * A file that was left out.
 *
 * @param path below the data folder
 * @param reason in words
 */
public record Skipped(String path, String reason) {}
