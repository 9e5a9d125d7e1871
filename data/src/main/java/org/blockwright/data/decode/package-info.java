/**
 * Decodes and resizes image files. The format is recognized by content; damaged files are rejected.
 *
 * <pre>{@code
 * Image image = Decoder.decode(Path.of("x-ray.png"));
 * Image small = Resize.bilinear(image.gray(), 224, 224);
 * float center = small.sample(112, 112, 0);
 * Optional<String> problem = Decoder.findProblem(Path.of("notes.txt"));
 * problem.ifPresent(System.out::println);
 * }</pre>
 */
package org.blockwright.data.decode;
