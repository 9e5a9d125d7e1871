/**
 * Checks a dataset before it is trusted: duplicates, groups and classes in several subsets, and
 * cues that tell the classes apart without the content.
 *
 * <pre>{@code
 * Dataset data = ImageData.read(Path.of("images"), ImageData.Options.defaults());
 * Audit audit = Audit.of(data, Progress.silent());
 * audit.findings().forEach(System.out::println);
 * }</pre>
 */
package org.blockwright.data.audit;
