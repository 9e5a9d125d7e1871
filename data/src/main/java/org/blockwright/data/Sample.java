package org.blockwright.data;

import java.nio.file.Path;

/**
 * A picture on disk.
 *
 * @param path where it lies
 * @param key its path from the set's folder, with {@code /} and in Unicode's composed form (NFC):
 *     the same on every machine, hence what seeds and split files know it by
 * @param label index of its class in {@link Dataset#classes()}
 * @param group what it must not be parted from, such as a patient; its key where nothing is known
 */
public record Sample(Path path, String key, int label, String group) {}
