/**
 * Files to pictures: what a file is by its content, whether it is whole, its samples of 0-255, and
 * another size of it.
 *
 * <pre>{@code
 * Picture picture = Decoder.decode(Path.of("x-ray.png"));
 * Picture small = Resize.to(picture.gray(), 224, 224);
 * float middle = small.sample(112, 112, 0);
 * Optional<String> problem = Decoder.problem(Path.of("notes.txt"));
 * problem.ifPresent(System.out::println);
 * }</pre>
 */
package org.blockwright.data.decode;
