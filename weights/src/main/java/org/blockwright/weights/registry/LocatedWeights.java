package org.blockwright.weights.registry;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A weights file on this machine.
 *
 * @param file its path
 * @param entry what is known about it; empty for a file that the registry does not contain
 */
public record LocatedWeights(Path file, Optional<WeightsEntry> entry) {}
