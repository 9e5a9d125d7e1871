/**
 * Utilities for all modules: exceptions, seeds, name suggestions, atomic files, progress.
 *
 * <pre>{@code
 * SplitMix64 random = Seeds.random("aug", 42, epoch, "cats/cat.1.jpg", 0);
 * String hint = NameSuggestions.hint("vgg17", List.of("vgg16", "mobilenet"));
 * AtomicFiles.write(Path.of("runs/a/metrics.json"), json);
 * }</pre>
 */
package org.blockwright.base;
