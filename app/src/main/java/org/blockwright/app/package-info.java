/**
 * The command: one class a sub-command, each thin over the modules that do the work.
 *
 * <pre>{@code
 * blockwright zoo
 * blockwright summary vgg16 --depth 1
 * blockwright train --model mobilenet --cut conv_pw_12_relu --weights FILE --head pool \
 *     --freeze '*' --data pictures --out runs/first
 * blockwright predict runs/first/model.zip picture.jpg
 * }</pre>
 *
 * Results go to stdout, progress and notices to stderr. Exit codes: 0 done, 1 something is wrong
 * with the input, the data or the machine, 2 wrong usage, 130 interrupted.
 */
package org.blockwright.app;
