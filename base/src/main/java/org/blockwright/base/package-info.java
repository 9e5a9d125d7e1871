/**
 * What every module may use: exceptions that say what to mend, seeds, names near a misspelt one,
 * files that are whole or absent, progress.
 *
 * <pre>{@code
 * SplitMix64 draws = Seeds.random("aug", 42, epoch, "cats/cat.1.jpg", 0);
 * String hint = Nearest.hint("vgg17", List.of("vgg16", "mobilenet"));
 * AtomicFiles.write(Path.of("runs/a/metrics.json"), json);
 * }</pre>
 */
package org.blockwright.base;
